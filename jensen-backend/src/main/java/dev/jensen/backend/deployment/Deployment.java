package dev.jensen.backend.deployment;

import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.ModuleEvaluator;
import dev.jensen.backend.function.Progress;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.DeployedModule;
import dev.jensen.backend.model.DeploymentState;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.JavaApp;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.model.UdfConfig;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InvalidValueException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is deployed and how it changes: the door of this package. Requests and answers are the JSON
/// of `spec/deploy-api.md`.
///
/// Every method throws [DeploymentException] for what a developer did wrong, and then has changed
/// nothing that runs. Thread-safe.
public final class Deployment implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final World world;
  private final Database database;
  private final ModuleEvaluator modules;
  private final PushEvaluator evaluator;
  private final PushFinisher finisher;
  private final EnvironmentChanges environmentChanges;
  private final SchemaWork schemaWork;
  private final StartedPushes startedPushes;
  private final FunctionLog log;

  /// Knows the deployment in `database`.
  public Deployment(World world, Database database, ModuleEvaluator modules) {
    this.world = world;
    this.database = database;
    this.modules = modules;
    this.evaluator = new PushEvaluator(world, modules);
    this.finisher = new PushFinisher(world, database);
    this.environmentChanges = new EnvironmentChanges(evaluator);
    this.schemaWork = new SchemaWork(world, database);
    this.startedPushes = new StartedPushes(world);
    this.log = new FunctionLog(world);
  }

  /// Stores where the deployment is reached, and gets workers ready and goes on with unfinished
  /// indexes in the background.
  public void start(Origins origins) {
    database.transact(transaction -> {
      origins.store(transaction);
      return origins;
    });
    var code = database.read(DeploymentState::load).code();
    world.start("prepare", () -> prepareAtStart(code));
    schemaWork.resume();
  }

  private void prepareAtStart(Code code) {
    try {
      prepare(code);
    } catch (RuntimeException e) {
      // The first call tries again, and its caller learns what is wrong.
      LOG.warn("Workers could not be prepared", e);
    }
  }

  /// The log of finished executions, which the function runner feeds.
  public FunctionLog log() {
    return log;
  }

  /// Answers `get_canonical_urls` (§4.2).
  public ObjectNode canonicalUrls() {
    var origins = database.<@Nullable Origins>read(Origins::load);
    if (origins == null) {
      throw new IllegalStateException("the deployment was not started");
    }
    return JSON.createObjectNode()
        .put("convexCloudUrl", origins.cloud())
        .put("convexSiteUrl", origins.site());
  }

  /// Answers `get_config_hashes` (§5.2).
  public ObjectNode configHashes() {
    return database.read(transaction -> {
      var config = UdfConfig.load(transaction);
      var json = JSON.createObjectNode();
      json.putObject("config")
          .put("functions", config == null ? "convex/" : config.functionsDirectory());
      var hashes = json.putArray("moduleHashes");
      Modules.list(transaction).forEach(module -> write(module, hashes.addObject()));
      json.put("udfServerVersion", config == null ? null : config.serverVersion());
      if (config != null && config.node().version() != null) {
        json.put("nodeVersion", config.node().version());
      }
      return json;
    });
  }

  private static void write(DeployedModule module, ObjectNode json) {
    json.put("path", module.path())
        .put("hash", module.sha256())
        .put(
            "environment", module.environment() == Module.Environment.ISOLATE ? "isolate" : "node");
  }

  /// Answers `start_push` (§5.6): evaluates everything and begins to check documents and build
  /// indexes. Nothing that runs changes.
  public ObjectNode startPush(PushRequest request) {
    var push = database.read(transaction -> evaluator.evaluate(request, transaction));
    var active = activeSchema();
    var token = startedPushes.add(push);
    @Nullable DocumentId schema = null;
    if (!request.dryRun()) {
      prepare(push.code());
      schema = submit(push.schema());
    }
    return PushAnswer.started(push, active, schema, token);
  }

  /// Answers `evaluate_push` (§5.5): as [#startPush], without a trace.
  public ObjectNode evaluatePush(PushRequest request) {
    var push = database.read(transaction -> evaluator.evaluate(request, transaction));
    return PushAnswer.evaluated(push, activeSchema());
  }

  /// Answers `evaluate_schema` (§5.4).
  public ObjectNode evaluateSchema(PushRequest request) {
    return database.read(transaction -> {
      var schema = evaluator.schema(request.schema(), JavaApp.load(transaction));
      try (var prediction = new SchemaPrediction(database, transaction, schema)) {
        return prediction.toJson();
      }
    });
  }

  /// Makes `app` the functions in Java, in place of any others; returns when its tables are there.
  ///
  /// @throws DeploymentException if it does not go with what is pushed or with the documents
  public void install(JavaApp app) {
    new JavaInstallation(world, database, this::submit, schemaWork).install(app);
  }

  private @Nullable DocumentId submit(@Nullable Schema schema) {
    var stored =
        database.<@Nullable StoredSchema>transact(transaction -> {
          IndexChanges.start(transaction, activeSchema(transaction), schema);
          if (schema == null) {
            StoredSchema.withdraw(transaction);
            return null;
          }
          return StoredSchema.submit(transaction, schema);
        });
    if (stored == null) {
      return null;
    }
    var _ = schemaWork.start(stored.id());
    return stored.id();
  }

  private @Nullable Schema activeSchema() {
    return database.<@Nullable Schema>read(Deployment::activeSchema);
  }

  private static @Nullable Schema activeSchema(Transaction transaction) {
    var active = StoredSchema.active(transaction);
    return active == null ? null : active.schema();
  }

  /// Answers `wait_for_schema` (§5.7); blocks until the schema's fate is known or the time that the
  /// request names is over.
  public ObjectNode waitForSchema(JsonNode request) {
    var change = request.path("schemaChange");
    var id = change.path("schemaIds").path("");
    if (request.path("dryRun").asBoolean(false)) {
      return dryRunStatus(change).toJson();
    }
    if (id.isNull() || id.isMissingNode()) {
      return new SchemaStatus.Complete().toJson();
    }
    var timeout = Duration.ofMillis(Math.max(0, request.path("timeoutMs").asLong(0)));
    var bounded = timeout.compareTo(Limits.SCHEMA_WAIT_MAX) > 0 ? Limits.SCHEMA_WAIT_MAX : timeout;
    return schemaWork.await(schemaId(id), bounded).toJson();
  }

  private static DocumentId schemaId(JsonNode id) {
    try {
      return DocumentId.parse(id.asString(""));
    } catch (InvalidValueException e) {
      throw DeploymentException.mistake(
          "BadJsonBody", "`schemaIds` holds no id of a schema: %s".formatted(id));
    }
  }

  private SchemaStatus dryRunStatus(JsonNode schemaChange) {
    var push = started(PushAnswer.tokenOfChange(schemaChange));
    if (push.schema() == null) {
      return new SchemaStatus.Complete();
    }
    var mismatch = new ExistingDocuments(database).mismatch(push.schema(), activeSchema());
    return mismatch == null
        ? new SchemaStatus.Complete()
        : new SchemaStatus.Failed(mismatch.error(), mismatch.table());
  }

  /// Answers `finish_push` (§5.8): makes a started push the deployed one.
  public ObjectNode finishPush(JsonNode request) {
    var token = PushAnswer.token(request.path("startPush"));
    var push = started(token);
    var dryRun = request.path("dryRun").asBoolean(false);
    var message = request.hasNonNull("message") ? request.path("message").asString("") : null;
    var answer = finisher.finish(push, message, dryRun);
    startedPushes.remove(token);
    if (!dryRun) {
      LOG.info("Deployed {} modules, version {}", push.modules().size(), push.code().version());
    }
    return answer;
  }

  private EvaluatedPush started(String token) {
    var push = startedPushes.find(token);
    if (push == null) {
      throw DeploymentException.race(
          "RaceDetected",
          "The server does not know this push any more, because others followed or it was"
              + " restarted; push again.");
    }
    return push;
  }

  /// Answers `list_environment_variables` (§10).
  public ObjectNode environmentVariables() {
    var json = JSON.createObjectNode();
    var variables = json.putObject("environmentVariables");
    database.read(EnvironmentVariables::load).forEach(variables::put);
    return json;
  }

  /// Performs `update_environment_variables` (§10): all changes or none.
  public void updateEnvironmentVariables(JsonNode request) {
    var changes = EnvironmentChanges.parse(request);
    var code =
        database.transact(transaction -> {
          environmentChanges.apply(transaction, changes);
          return DeploymentState.load(transaction).code();
        });
    prepare(code);
  }

  /// Answers `stream_function_logs` (§13); blocks until there is something to tell.
  ///
  /// @param cursor 0, or what the last answer said
  /// @param structured whether log lines are objects
  public ObjectNode functionLogs(double cursor, boolean structured) {
    return FunctionLogJson.write(log.after(cursor, Limits.LOG_WAIT_MAX), structured);
  }

  /// Gets workers ready for `code`, and tells people if its calls will be slower than they could
  /// be.
  private void prepare(Code code) {
    if (code.modules().isEmpty()) {
      return;
    }
    var reason = modules.prepare(code);
    if (reason != null) {
      LOG.warn("No startup snapshot of the modules: {}", reason);
      var message =
          "Every call evaluates your modules anew, which is slower: no startup snapshot could be"
              + " made of them. %s".formatted(reason);
      var line = new LogLine(LogLine.Level.WARN, List.of(message), world.now(), false);
      log.progressed(new Progress(FunctionType.ACTION, "push", List.of(line), line.time(), "push"));
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
