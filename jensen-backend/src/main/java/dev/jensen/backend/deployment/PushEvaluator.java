package dev.jensen.backend.deployment;

import dev.jensen.backend.function.MissingVariableException;
import dev.jensen.backend.function.ModuleEvaluator;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.AppDefinition;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.InvalidSchemaException;
import dev.jensen.backend.model.JavaApp;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.UdfConfig;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Evaluates a push: runs its modules, schema and configuration, and checks what they say. Changes
/// nothing.
final class PushEvaluator {

  private static final String PUSHING = "Hit an error while pushing:";
  private static final String EVALUATING_SCHEMA = "Hit an error while evaluating your schema:";

  private final World world;
  private final ModuleEvaluator evaluator;

  PushEvaluator(World world, ModuleEvaluator evaluator) {
    this.world = world;
    this.evaluator = evaluator;
  }

  /// @throws DeploymentException for everything the developer has to change
  EvaluatedPush evaluate(PushRequest request, Transaction transaction) {
    try {
      return evaluateAll(request, transaction);
    } catch (ModuleFailedException e) {
      throw DeploymentException.mistake(e.code(), message(e)).under(PUSHING);
    } catch (MissingVariableException e) {
      throw DeploymentException.mistake("AuthConfigMissingEnvironmentVariable", message(e))
          .under(PUSHING);
    }
  }

  private EvaluatedPush evaluateAll(PushRequest request, Transaction transaction) {
    var modules = PushedModules.assemble(request, transaction);
    var variables = EnvironmentVariables.load(transaction);
    var environment = environment(transaction, variables);
    var definition = definition(request.definition(), environment);
    var java = JavaApp.load(transaction);
    checkPaths(modules, java);
    var schema = schema(request.schema(), java);
    var authProviders = authProviders(modules, environment);
    var udfConfig = udfConfig(request, UdfConfig.load(transaction));
    var runtimeModules =
        modules.stream().filter(module -> !module.path().equals(Module.AUTH_CONFIG)).toList();
    var unanalyzed =
        Code.of(runtimeModules, List.of(), environment, udfConfig.importPhase(), udfConfig.node());
    var analysis = evaluator.analyze(unanalyzed);
    var push =
        new EvaluatedPush(
            modules,
            withAuthConfig(modules, analysis),
            definition,
            schema,
            authProviders,
            udfConfig,
            java,
            variables,
            Code.of(
                runtimeModules, analysis, environment, udfConfig.importPhase(), udfConfig.node()));
    CronSpecs.of(push.wholeAnalysis());
    HttpRoutes.check(analysis, java);
    return push;
  }

  private static void checkPaths(List<Module> modules, JavaApp java) {
    for (var module : modules) {
      if (java.hasModule(module.path())) {
        throw DeploymentException.mistake(
            "ModuleDefinedInJava",
            "The functions in Java have a module %s as well. Rename one of them."
                .formatted(module.path()));
      }
    }
  }

  /// What `process.env` answers: system variables, then the user's.
  static Map<String, String> environment(
      Transaction transaction, Map<String, String> userVariables) {
    var environment = new HashMap<String, String>();
    var origins = Origins.load(transaction);
    if (origins != null) {
      environment.putAll(origins.variables());
    }
    environment.putAll(userVariables);
    return environment;
  }

  private AppDefinition definition(Module module, Map<String, String> environment) {
    var definition = new AppDefinition(evaluator.definition(module, environment));
    var json = JsonMapper.shared().readTree(definition.json());
    if (!json.path("childComponents").isEmpty()) {
      throw DeploymentException.mistake(
          "ComponentsNotSupported",
          "convex.config.ts installs components, which this server does not run yet. Remove the"
              + " `app.use(...)` calls and push again.");
    }
    EnvironmentDeclarations.of(definition);
    return definition;
  }

  /// The pushed schema with the tables of functions in Java, or null if there is none.
  @Nullable Schema schema(@Nullable Module module, JavaApp java) {
    try {
      return java.addTo(module == null ? null : Schema.parse(evaluator.schema(module)));
    } catch (ModuleFailedException e) {
      throw DeploymentException.mistake(e.code(), message(e)).under(EVALUATING_SCHEMA);
    } catch (InvalidSchemaException e) {
      throw DeploymentException.mistake(e.code(), message(e)).under(EVALUATING_SCHEMA);
    }
  }

  private List<AuthProvider> authProviders(List<Module> modules, Map<String, String> environment) {
    for (var module : modules) {
      if (module.path().equals(Module.AUTH_CONFIG)) {
        return authProviders(module, environment);
      }
    }
    return List.of();
  }

  /// What `auth.config.js` says under these variables.
  List<AuthProvider> authProviders(Module authConfig, Map<String, String> environment) {
    return AuthConfigParser.parse(evaluator.authConfig(authConfig, environment));
  }

  private UdfConfig udfConfig(PushRequest request, @Nullable UdfConfig former) {
    var kept =
        former != null && former.serverVersion().equals(request.serverVersion()) ? former : null;
    return new UdfConfig(
        request.serverVersion(),
        request.functionsDirectory(),
        request.node(),
        kept == null ? newSeed() : kept.seed(),
        kept == null ? newTime() : kept.time());
  }

  private Value.Bytes newSeed() {
    byte[] seed = new byte[UdfConfig.SEED_BYTES];
    world.random().nextBytes(seed);
    return new Value.Bytes(seed);
  }

  private Timestamp newTime() {
    return new Timestamp(Duration.between(Instant.EPOCH, world.now()).toNanos());
  }

  private static List<AnalyzedModule> withAuthConfig(
      List<Module> modules, List<AnalyzedModule> analysis) {
    var result = new ArrayList<>(analysis);
    modules.stream()
        .map(Module::path)
        .filter(Module.AUTH_CONFIG::equals)
        .forEach(path -> result.add(new AnalyzedModule(path, List.of(), null, null, false)));
    return result;
  }

  private static String message(Exception e) {
    var message = e.getMessage();
    return message == null ? e.toString() : message;
  }
}
