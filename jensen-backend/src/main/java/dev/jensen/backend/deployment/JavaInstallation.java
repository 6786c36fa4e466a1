package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.CronJobs;
import dev.jensen.backend.model.DeployedModule;
import dev.jensen.backend.model.InvalidSchemaException;
import dev.jensen.backend.model.JavaApp;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the functions in Java into a deployment: their tables as a push does, then the rest in
/// one transaction.
///
/// @param submit begins to check documents against a schema and to build its indexes; gives its id
record JavaInstallation(
    World world,
    Database database,
    Function<@Nullable Schema, @Nullable DocumentId> submit,
    SchemaWork schemaWork) {

  private static final Logger LOG = LoggerFactory.getLogger(JavaInstallation.class);
  private static final Duration REPORT = Duration.ofSeconds(10);

  /// @throws DeploymentException if it does not go with what is pushed or with the documents
  void install(JavaApp app) {
    for (int i = 0; i < Limits.ATTEMPTS_MAX; i++) {
      if (database.read(JavaApp::load).equals(app)) {
        return;
      }
      var plan = database.read(transaction -> plan(transaction, app));
      var isReady = Objects.equals(plan.active(), plan.next()) || prepare(plan.next());
      if (isReady && database.transact(transaction -> activate(transaction, app, plan))) {
        LOG.info("{} modules in Java, version {}", app.modules().size(), app.version());
        return;
      }
    }
    throw DeploymentException.race(
        "RaceDetected", "Pushes change what is deployed all the time. Try again.");
  }

  /// Changes what runs, unless a push has changed it since `plan` was made.
  private boolean activate(Transaction transaction, JavaApp app, Plan plan) {
    if (!plan(transaction, app).equals(plan)) {
      return false;
    }
    PushFinisher.activate(plan.next(), transaction);
    app.store(transaction);
    CronJobs.store(transaction, CronSpecs.texts(plan.analysis()), world.now());
    return true;
  }

  /// What is there and what shall be.
  ///
  /// @param analysis of everything that can be called then
  private record Plan(
      @Nullable Schema active, @Nullable Schema next, List<AnalyzedModule> analysis) {}

  private static Plan plan(Transaction transaction, JavaApp app) {
    var stored = StoredSchema.active(transaction);
    var active = stored == null ? null : stored.schema();
    var pushed = JavaApp.load(transaction).removeFrom(active);
    var modules = Modules.list(transaction);
    for (var module : modules) {
      if (app.hasModule(module.path())) {
        throw DeploymentException.mistake(
            "ModuleDefinedInJava",
            "The functions in Java have a module %s, which was pushed as well. Rename one of them."
                .formatted(module.path()));
      }
    }
    var analyzed = modules.stream().map(DeployedModule::analysis).filter(Objects::nonNull).toList();
    HttpRoutes.check(analyzed, app);
    var analysis = Stream.concat(analyzed.stream(), app.analysis().stream()).toList();
    // Wrong cron jobs are refused before anything is changed.
    var _ = CronSpecs.texts(analysis);
    return new Plan(active, next(app, pushed), analysis);
  }

  private static @Nullable Schema next(JavaApp app, @Nullable Schema pushed) {
    try {
      return app.addTo(pushed);
    } catch (InvalidSchemaException e) {
      throw DeploymentException.mistake(e.code(), String.valueOf(e.getMessage()));
    }
  }

  /// Whether all documents and indexes are as the schema wants them; not if a push has replaced it.
  private boolean prepare(@Nullable Schema schema) {
    var id = submit.apply(schema);
    if (id == null) {
      return true;
    }
    while (true) {
      switch (schemaWork.await(id, REPORT)) {
        case SchemaStatus.Complete _ -> {
          return true;
        }
        case SchemaStatus.InProgress progress ->
            LOG.info("Checking documents and building indexes: {}", progress.indexes());
        case SchemaStatus.Failed(var error, _) ->
            throw DeploymentException.mistake("SchemaValidationFailed", error);
        case SchemaStatus.Overwritten _ -> {
          return false;
        }
      }
    }
  }
}
