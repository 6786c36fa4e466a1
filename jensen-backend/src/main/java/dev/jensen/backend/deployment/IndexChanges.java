package dev.jensen.backend.deployment;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.SchemaIndex;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds, enables and removes database indexes as schemas ask for (`spec/deploy-api.md` §9.3).
///
/// A push builds its indexes beside the enabled ones; finishing it swaps them. Search and vector
/// indexes are not built here.
final class IndexChanges {

  /// `_creationTime` and `_id`, which end every stored index.
  private static final int IMPLICIT_FIELDS = 2;

  private IndexChanges() {}

  /// Makes the tables and starts the indexes of `next`, and forgets what abandoned pushes started.
  static void start(Transaction transaction, @Nullable Schema active, @Nullable Schema next) {
    for (var table : userTables(transaction)) {
      for (var index : declared(table)) {
        boolean abandoned =
            index.state() != Index.State.ENABLED
                && find(active, table, index) == null
                && find(next, table, index) == null;
        if (abandoned) {
          transaction.definitions().dropIndex(index);
        }
      }
    }
    if (next != null) {
      next.tables().forEach(table -> build(transaction, table.name(), table.indexes()));
    }
  }

  private static void build(Transaction transaction, String name, List<SchemaIndex> indexes) {
    if (transaction.table(name) == null) {
      transaction.definitions().createTable(name);
    }
    for (var index : indexes) {
      var table = current(transaction, name);
      if (index instanceof SchemaIndex.Database wanted
          && declared(table).stream().noneMatch(built -> isSame(wanted, built))) {
        transaction.definitions().createIndex(table, wanted.name(), wanted.fields());
      }
    }
  }

  /// Enables exactly the indexes of `schema` that are not staged, and removes those it does not
  /// name.
  ///
  /// @throws DeploymentException if one is not built yet
  static void activate(Transaction transaction, @Nullable Schema schema) {
    for (var table : userTables(transaction)) {
      for (var index : declared(table)) {
        if (find(schema, table, index) == null) {
          transaction.definitions().dropIndex(index);
        }
      }
      for (var index : declared(current(transaction, table))) {
        var wanted = find(schema, table, index);
        if (wanted != null) {
          move(transaction, table, index, wanted.staged());
        }
      }
    }
  }

  private static void move(Transaction transaction, Table table, Index index, boolean staged) {
    if (index.state() == Index.State.BACKFILLING) {
      if (staged) {
        return;
      }
      throw DeploymentException.race(
          "RaceDetected",
          "Index %s.%s is not built yet; push again.".formatted(table.name(), index.name()));
    }
    var wanted = staged ? Index.State.READY : Index.State.ENABLED;
    if (index.state() != wanted) {
      transaction.definitions().setIndexState(current(transaction, table), index, wanted);
    }
  }

  /// How many indexes of `schema` can be enabled, not counting staged ones.
  static Progress progress(Transaction transaction, Schema schema) {
    int total = 0;
    int built = 0;
    for (var wanted : schema.indexes()) {
      if (wanted instanceof SchemaIndex.Database database && !wanted.staged()) {
        total++;
        built += isBuilt(transaction, database) ? 1 : 0;
      }
    }
    return new Progress(built, total);
  }

  /// Whether an index of this definition holds all documents.
  static boolean isBuilt(Transaction transaction, SchemaIndex.Database wanted) {
    var table = transaction.table(wanted.table());
    return table != null
        && declared(table).stream()
            .anyMatch(index -> isSame(wanted, index) && index.state() != Index.State.BACKFILLING);
  }

  /// Whether `schema` cannot be activated before this index is built: staged ones are not waited
  /// for.
  static boolean isNeeded(Schema schema, Table table, Index index) {
    var wanted = find(schema, table, index);
    return wanted != null && !wanted.staged();
  }

  /// Indexes that can be enabled, and those that must be.
  record Progress(int built, int total) {

    boolean isComplete() {
      return built == total;
    }
  }

  private static SchemaIndex.@Nullable Database find(
      @Nullable Schema schema, Table table, Index index) {
    if (schema == null) {
      return null;
    }
    for (var declared : schema.indexes()) {
      if (declared instanceof SchemaIndex.Database database
          && database.table().equals(table.name())
          && isSame(database, index)) {
        return database;
      }
    }
    return null;
  }

  private static boolean isSame(SchemaIndex.Database declared, Index index) {
    return declared.name().equals(index.name()) && declared.fields().equals(declaredFields(index));
  }

  private static List<FieldPath> declaredFields(Index index) {
    return index.fields().subList(0, index.fields().size() - IMPLICIT_FIELDS);
  }

  private static List<Table> userTables(Transaction transaction) {
    return transaction.catalog().tables().stream().filter(table -> !table.isSystem()).toList();
  }

  private static List<Index> declared(Table table) {
    return table.indexes().stream()
        .filter(index -> !index.name().equals(Index.BY_ID))
        .filter(index -> !index.name().equals(Index.BY_CREATION_TIME))
        .toList();
  }

  private static Table current(Transaction transaction, Table table) {
    return current(transaction, table.name());
  }

  private static Table current(Transaction transaction, String name) {
    var table = transaction.table(name);
    if (table == null) {
      throw new IllegalStateException("table %s vanished".formatted(name));
    }
    return table;
  }
}
