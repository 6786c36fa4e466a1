package dev.jensen.backend.deployment;

import dev.jensen.backend.function.MissingVariableException;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.model.AppDefinition;
import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.DeployedModule;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.transaction.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sets and removes environment variables (`spec/deploy-api.md` §10).
final class EnvironmentChanges {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final PushEvaluator evaluator;

  EnvironmentChanges(PushEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// The changes of a request, where null removes a variable.
  static Map<String, @Nullable String> parse(JsonNode body) {
    var changes = new LinkedHashMap<String, @Nullable String>();
    if (!body.path("changes").isArray()) {
      throw DeploymentException.mistake("BadJsonBody", "`changes` must be a list of changes");
    }
    for (var change : body.path("changes")) {
      var name = change.path("name");
      var value = change.path("value");
      if (!name.isString() || !(value.isString() || value.isNull() || value.isMissingNode())) {
        throw DeploymentException.mistake(
            "BadJsonBody", "a change needs a text `name`, and a `value` that is a text or null");
      }
      changes.put(name.stringValue(), value.isString() ? value.stringValue() : null);
    }
    return changes;
  }

  /// Makes all changes or none.
  ///
  /// @throws DeploymentException if one is not allowed
  void apply(Transaction transaction, Map<String, @Nullable String> changes) {
    var definition = AppDefinition.load(transaction);
    var declarations = EnvironmentDeclarations.of(definition);
    var variables = new TreeMap<>(EnvironmentVariables.load(transaction));
    changes.forEach((name, value) -> {
      if (value == null) {
        checkRemovable(name, variables, declarations);
        variables.remove(name);
      } else {
        check(name, value);
        variables.put(name, value);
      }
    });
    checkTogether(variables);
    declarations.checkValues(variables);
    EnvironmentVariables.change(transaction, changes);
    updateAuthConfig(transaction, variables);
  }

  private static void checkRemovable(
      String name, Map<String, String> variables, EnvironmentDeclarations declarations) {
    if (variables.containsKey(name) && declarations.requires(name)) {
      throw DeploymentException.mistake(
          "RequiredEnvironmentVariable",
          "Environment variable %s is declared as required in convex.config.ts and cannot be removed."
              .formatted(name));
    }
  }

  private static void check(String name, String value) {
    if (name.length() > Limits.ENVIRONMENT_NAME_CHARS_MAX) {
      throw DeploymentException.mistake(
          "EnvironmentVariableNameTooLong",
          "The name of an environment variable may have %d characters, \"%s…\" has %d."
              .formatted(Limits.ENVIRONMENT_NAME_CHARS_MAX, name.substring(0, 32), name.length()));
    }
    if (!NAME.matcher(name).matches()) {
      throw DeploymentException.mistake(
          "EnvironmentVariableNameInvalid",
          ("\"%s\" is not a valid name of an environment variable: it must start with a letter or"
                  + " underscore and contain only letters, numbers and underscores.")
              .formatted(name));
    }
    if (name.equals(Origins.CLOUD_VARIABLE) || name.equals(Origins.SITE_VARIABLE)) {
      throw DeploymentException.mistake(
          "EnvironmentVariableNameForbidden",
          "Environment variable %s is built in and cannot be set.".formatted(name));
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Limits.ENVIRONMENT_VALUE_BYTES_MAX) {
      throw DeploymentException.mistake(
          "EnvironmentVariableValueTooLarge",
          "The value of environment variable %s has %d bytes, at most %d are allowed."
              .formatted(name, bytes, Limits.ENVIRONMENT_VALUE_BYTES_MAX));
    }
  }

  private static void checkTogether(Map<String, String> variables) {
    long bytes = 0;
    for (var variable : variables.entrySet()) {
      bytes += variable.getKey().length();
      bytes += variable.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (variables.size() > Limits.ENVIRONMENT_VARIABLES_MAX
        || bytes > Limits.ENVIRONMENT_BYTES_MAX) {
      throw DeploymentException.mistake(
          "EnvVarLimitMet",
          "A deployment may have %d environment variables of %d KiB in total; this change would make %d of %d bytes."
              .formatted(
                  Limits.ENVIRONMENT_VARIABLES_MAX,
                  Limits.ENVIRONMENT_BYTES_MAX >> 10,
                  variables.size(),
                  bytes));
    }
  }

  private void updateAuthConfig(Transaction transaction, Map<String, String> variables) {
    for (DeployedModule module : Modules.list(transaction)) {
      if (module.path().equals(Module.AUTH_CONFIG)) {
        var environment = PushEvaluator.environment(transaction, variables);
        AuthProvider.store(
            transaction, authProviders(Modules.load(transaction, module), environment));
      }
    }
  }

  private List<AuthProvider> authProviders(Module module, Map<String, String> environment) {
    try {
      return evaluator.authProviders(module, environment);
    } catch (MissingVariableException e) {
      throw invalidAuthConfig("AuthConfigMissingEnvironmentVariable", e);
    } catch (ModuleFailedException e) {
      throw invalidAuthConfig(e.code(), e);
    } catch (DeploymentException e) {
      throw invalidAuthConfig(e.code(), e);
    }
  }

  private static DeploymentException invalidAuthConfig(String code, RuntimeException cause) {
    return DeploymentException.mistake(
        code, "This change would make the auth config invalid: %s".formatted(cause.getMessage()));
  }
}
