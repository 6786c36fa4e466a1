package dev.jensen.backend.transaction;

import dev.jensen.backend.index.CatalogTables;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.SystemTableNumbers;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.value.DocumentId;
import dev.jensen.value.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes, changes and removes tables and indexes in a transaction: writes to the tables that say
/// which there are.
///
/// Not thread-safe, as the transaction.
public final class Definitions {

  private static final int USER_TABLES_MAX = 10_000;

  private final Transaction transaction;
  private final Reads reads;

  Definitions(Transaction transaction, Reads reads) {
    this.transaction = transaction;
    this.reads = reads;
  }

  /// Makes a user table (or a system table of a fixed number) with its two standard indexes.
  public Table createTable(String name) {
    if (transaction.table(name) != null) {
      throw new IllegalArgumentException("there is a table %s already".formatted(name));
    }
    checkTableCount(name);
    // The new number depends on every number in use.
    transaction.dependOnTables();
    long number = SystemTableNumbers.next(transaction.catalog(), name);
    var row = transaction.insert(CatalogTables.TABLES, CatalogTables.tableRow(name, number));
    return withStandardIndexes(CatalogTables.tabletOf(row.id()));
  }

  private void checkTableCount(String name) {
    long users = transaction.catalog().tables().stream().filter(table -> !table.isSystem()).count();
    if (!name.startsWith("_") && users >= USER_TABLES_MAX) {
      throw new LimitExceededException(
          "TooManyTables", "Number of tables cannot exceed %d.".formatted(USER_TABLES_MAX));
    }
  }

  /// Makes a table that nobody finds by its name or number, empty, with the indexes that `like` has
  /// or, if that is null, the two standard ones.
  ///
  /// @param number what ids of its documents begin with, or null for a new one
  public Table createHiddenTable(String name, @Nullable Long number, @Nullable Table like) {
    transaction.dependOnTables();
    long given = number == null ? SystemTableNumbers.next(transaction.catalog(), name) : number;
    var row = transaction.insert(CatalogTables.TABLES, CatalogTables.hiddenTableRow(name, given));
    var tablet = CatalogTables.tabletOf(row.id());
    if (like == null) {
      return withStandardIndexes(tablet);
    }
    reads.addIndexes(like);
    for (var index : like.indexes()) {
      // There is nothing that a backfill would have to add.
      var state = index.state() == Index.State.BACKFILLING ? Index.State.READY : index.state();
      addIndex(tablet, index.name(), index.fields(), state);
    }
    return transaction.incarnation(tablet);
  }

  private Table withStandardIndexes(TabletId tablet) {
    addIndex(tablet, Index.BY_ID, paths("_id"), Index.State.ENABLED);
    addIndex(tablet, Index.BY_CREATION_TIME, paths("_creationTime", "_id"), Index.State.ENABLED);
    return transaction.incarnation(tablet);
  }

  private static List<FieldPath> paths(String... fields) {
    return Stream.of(fields).map(field -> new FieldPath(List.of(field))).toList();
  }

  private Document addIndex(
      TabletId tablet, String name, List<FieldPath> fields, Index.State state) {
    var table = transaction.incarnation(tablet);
    return transaction.insert(
        CatalogTables.INDEXES, CatalogTables.indexRow(table, name, fields, state));
  }

  /// Lets a hidden table be found by its name and number, which nobody else may have.
  public void reveal(Table hidden) {
    if (transaction.table(hidden.name()) != null || transaction.table(hidden.number()) != null) {
      throw new IllegalArgumentException(
          "there is a table %s or %d already".formatted(hidden.name(), hidden.number()));
    }
    transaction.replace(
        CatalogTables.TABLES,
        row(CatalogTables.TABLES, CatalogTables.documentId(hidden)),
        CatalogTables.tableRow(hidden.name(), hidden.number()));
  }

  /// Removes a table with all its documents.
  public void dropTable(Table table) {
    reads.addIndexes(table);
    table.indexes().forEach(this::dropIndex);
    transaction.delete(
        CatalogTables.TABLES, row(CatalogTables.TABLES, CatalogTables.documentId(table)));
  }

  /// Adds an index in state [Index.State#BACKFILLING]. Another incarnation of the same name may
  /// exist; only one of them may become enabled.
  ///
  /// @param fields the declared ones; `_creationTime` and `_id` are appended
  public Index createIndex(Table table, String name, List<FieldPath> fields) {
    var stored = new ArrayList<>(fields);
    stored.addAll(paths("_creationTime", "_id"));
    var row = addIndex(table.tablet(), name, stored, Index.State.BACKFILLING);
    return transaction.incarnation(table.tablet()).indexes().stream()
        .filter(index -> CatalogTables.documentId(index).equals(row.id()))
        .findFirst()
        .orElseThrow();
  }

  /// Moves an index to another state.
  public void setIndexState(Table table, Index index, Index.State state) {
    transaction.replace(
        CatalogTables.INDEXES,
        row(CatalogTables.INDEXES, CatalogTables.documentId(index)),
        CatalogTables.indexRow(table, index.name(), index.fields(), state));
  }

  /// Removes an index.
  public void dropIndex(Index index) {
    transaction.delete(
        CatalogTables.INDEXES, row(CatalogTables.INDEXES, CatalogTables.documentId(index)));
  }

  private Document row(Table catalogTable, DocumentId id) {
    var row = transaction.get(catalogTable, id);
    if (row == null) {
      throw new IllegalArgumentException("there is no document %s".formatted(id));
    }
    return row;
  }
}
