package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.CronJobs;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.JavaApp;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.PushRecord;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.model.StoredSchema.State;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The last step of a push, the only one that changes what runs: one transaction, whole or not at
/// all (`spec/deploy-api.md` §5.8).
final class PushFinisher {

  private final World world;
  private final Database database;

  PushFinisher(World world, Database database) {
    this.world = world;
    this.database = database;
  }

  /// Checks again what may have changed since the push was started, installs it, and says what it
  /// changed.
  ///
  /// @param message what the developer says about the push, or null
  /// @throws DeploymentException if the push cannot be installed any more; nothing changed then
  ObjectNode finish(EvaluatedPush push, @Nullable String message, boolean dryRun) {
    if (message != null
        && message.getBytes(StandardCharsets.UTF_8).length > Limits.PUSH_MESSAGE_BYTES_MAX) {
      throw DeploymentException.mistake(
          "PushMessageTooLong",
          "The message of a push may have %d bytes.".formatted(Limits.PUSH_MESSAGE_BYTES_MAX));
    }
    for (int i = 0; i < Limits.ATTEMPTS_MAX; i++) {
      try (var transaction = database.begin()) {
        check(push, transaction, dryRun);
        var diff = PushDiff.of(push, transaction);
        if (dryRun) {
          return diff;
        }
        install(push, message, transaction);
        if (database.commit(transaction) instanceof CommitOutcome.Conflict(var table, _)) {
          checkRival(table);
        } else {
          return diff;
        }
      }
    }
    throw rival();
  }

  private static void check(EvaluatedPush push, Transaction transaction, boolean dryRun) {
    var variables = EnvironmentVariables.load(transaction);
    if (!variables.equals(push.variables())) {
      throw DeploymentException.race(
          "RaceDetected", "Environment variables have changed during push");
    }
    if (!JavaApp.load(transaction).equals(push.java())) {
      throw DeploymentException.race(
          "RaceDetected", "The functions in Java have changed during push");
    }
    EnvironmentDeclarations.of(push.definition()).check(variables);
    if (!dryRun && push.schema() != null) {
      checkSchema(StoredSchema.next(transaction), StoredSchema.active(transaction), push);
    }
  }

  private static void checkSchema(
      @Nullable StoredSchema next, @Nullable StoredSchema active, EvaluatedPush push) {
    if (next != null && next.schema().equals(push.schema())) {
      switch (next.state()) {
        case State.Failed(var error, _) ->
            throw DeploymentException.mistake("SchemaAlreadyFailed", error);
        case State.Pending _ ->
            throw DeploymentException.mistake(
                "SchemaNotValidated", "The documents were not checked against the schema yet.");
        case State.Validated _, State.Active _ -> {}
      }
    } else if (active == null || !active.schema().equals(push.schema())) {
      throw DeploymentException.mistake(
          "SchemaAlreadyOverwritten", "The schema was overwritten by another push.");
    }
  }

  private void install(EvaluatedPush push, @Nullable String message, Transaction transaction) {
    activate(push.schema(), transaction);
    Modules.store(transaction, push.modules(), push.analysis());
    CronJobs.store(transaction, CronSpecs.texts(push.wholeAnalysis()), world.now());
    AuthProvider.store(transaction, push.authProviders());
    push.definition().store(transaction);
    push.udfConfig().store(transaction);
    new PushRecord(push.udfConfig().serverVersion(), message, push.code().version())
        .add(transaction);
  }

  /// Makes a schema the active one, whose documents were checked and whose indexes are built.
  static void activate(@Nullable Schema schema, Transaction transaction) {
    var next = StoredSchema.next(transaction);
    if (schema == null) {
      StoredSchema.withdraw(transaction);
      StoredSchema.deactivate(transaction);
    } else if (next != null && next.schema().equals(schema)) {
      next.activate(transaction);
    }
    IndexChanges.activate(transaction, schema);
  }

  /// Losing to another push is final; losing to a user's write is not.
  private static void checkRival(String table) {
    if (table.equals(PushRecord.TABLE)) {
      throw rival();
    }
  }

  private static DeploymentException rival() {
    return DeploymentException.mistake(
        "ConcurrentPush",
        "Another push finished at the same time. Do you have several `npx convex dev` running in"
            + " the same directory?");
  }
}
