package dev.jensen.backend.deployment;

import dev.jensen.backend.model.StoredSchema;
import dev.jensen.backend.model.StoredSchema.State;
import dev.jensen.backend.transaction.Changes;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings schemas from pending to validated in the background and builds their indexes, at last the
/// staged ones, for which nobody waits.
///
/// Everything it decides is stored, so it can go on after a restart. Thread-safe.
final class SchemaWork {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaWork.class);

  private final World world;
  private final Database database;
  private final Changes changes;
  private final Map<DocumentId, CompletableFuture<Void>> running = new ConcurrentHashMap<>();

  SchemaWork(World world, Database database) {
    this.world = world;
    this.database = database;
    this.changes = new Changes(world, database);
  }

  /// Goes on where a stop of the server interrupted.
  void resume() {
    var schema =
        database.<@Nullable StoredSchema>read(transaction -> {
          var next = StoredSchema.next(transaction);
          return next == null ? StoredSchema.active(transaction) : next;
        });
    if (schema != null) {
      var _ =
          start(schema.id())
              .exceptionally(failure -> {
                LOG.warn(
                    "Schema {} is not brought into place; the next push goes on",
                    schema.id(),
                    failure);
                return null;
              });
    }
  }

  /// Works on a schema unless that is going on already.
  ///
  /// @return done when the schema's fate is known and its indexes can be enabled
  CompletableFuture<Void> start(DocumentId schema) {
    return running.computeIfAbsent(
        schema,
        _ -> {
          var done = new CompletableFuture<Void>();
          world.start("schema-%s".formatted(schema), () -> work(schema, done));
          return done;
        });
  }

  /// How far the schema is, once that is final or `timeout` is over.
  SchemaStatus await(DocumentId schema, Duration timeout) {
    var status = status(schema);
    if (status instanceof SchemaStatus.InProgress) {
      await(start(schema), timeout);
      return status(schema);
    }
    return status;
  }

  private SchemaStatus status(DocumentId id) {
    return database.read(transaction -> {
      var schema = StoredSchema.find(transaction, id);
      if (schema == null) {
        return new SchemaStatus.Overwritten();
      }
      if (schema.state() instanceof State.Failed(var error, var table)) {
        return new SchemaStatus.Failed(error, table);
      }
      var validated = !(schema.state() instanceof State.Pending);
      var indexes = IndexChanges.progress(transaction, schema.schema());
      return validated && indexes.isComplete()
          ? new SchemaStatus.Complete()
          : new SchemaStatus.InProgress(validated, indexes);
    });
  }

  private static void await(CompletableFuture<Void> done, Duration timeout) {
    try {
      done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The caller reports how far the work is and asks again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the schema could not be brought into place", e.getCause());
    }
  }

  private void work(DocumentId id, CompletableFuture<Void> done) {
    try {
      validate(id);
      fillNeeded(id);
      running.remove(id);
      done.complete(null);
    } catch (RuntimeException e) {
      running.remove(id);
      done.completeExceptionally(e);
      return;
    }
    fillRest();
  }

  private void validate(DocumentId id) {
    var schema =
        database.<@Nullable StoredSchema>read(transaction -> StoredSchema.find(transaction, id));
    if (schema == null || !(schema.state() instanceof State.Pending)) {
      return;
    }
    var active = database.<@Nullable StoredSchema>read(StoredSchema::active);
    var mismatch =
        new ExistingDocuments(database)
            .mismatch(schema.schema(), active == null ? null : active.schema());
    finish(id, mismatch);
  }

  private void finish(DocumentId id, State.@Nullable Failed mismatch) {
    changes.<@Nullable Void>make(transaction -> {
      var schema = StoredSchema.find(transaction, id);
      if (schema != null && schema.state() instanceof State.Pending) {
        schema.move(transaction, mismatch == null ? new State.Validated() : mismatch);
      }
      return null;
    });
  }

  private void fillNeeded(DocumentId id) {
    var schema =
        database.<@Nullable StoredSchema>read(transaction -> StoredSchema.find(transaction, id));
    if (schema != null) {
      database.backfill((table, index) -> IndexChanges.isNeeded(schema.schema(), table, index));
    }
  }

  private void fillRest() {
    try {
      database.backfill();
    } catch (RuntimeException e) {
      LOG.warn("Staged indexes are not built; that goes on with the next push or start", e);
    }
  }
}
