package dev.jensen.backend.index;

import dev.jensen.value.DocumentId;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// The two system tables that define all others. They themselves exist from the beginning, with
/// fixed ids, and are not listed in themselves.
public final class CatalogTables {

  /// One document per table: `name` and `number`.
  public static final Table TABLES = table(1, "_tables", "by_name", "name");

  /// One document per index: `table` (the id of the table's document), `name`, `fields`, `state`.
  public static final Table INDEXES = table(2, "_index", "by_table", "table");

  /// The index of `_tables` on `name`.
  public static final Index TABLES_BY_NAME = TABLES.indexes().getLast();

  /// The index of `_index` on `table`.
  public static final Index INDEXES_BY_TABLE = INDEXES.indexes().getLast();

  private static final String HIDDEN = "hidden";

  private CatalogTables() {}

  private static Table table(int number, String name, String index, String field) {
    int first = 10 * number;
    return new Table(
        new TabletId(new UUID(0, number)),
        name,
        512L + number,
        List.of(
            index(first + 1, Index.BY_ID, "_id"),
            index(first + 2, Index.BY_CREATION_TIME, "_creationTime", "_id"),
            index(first + 3, index, field, "_creationTime", "_id")));
  }

  private static Index index(int id, String name, String... fields) {
    var paths = List.of(fields).stream().map(CatalogTables::path).toList();
    return new Index(new IndexId(new UUID(0, id)), name, paths, Index.State.ENABLED);
  }

  static FieldPath path(String text) {
    return new FieldPath(List.of(text.split("\\.", -1)));
  }

  /// The document of a table, without system fields.
  public static Value.Obj tableRow(String name, long number) {
    return Value.Obj.of(Map.of("name", new Value.Text(name), "number", new Value.Int64(number)));
  }

  /// The document of a table that nobody finds by its name or number, without system fields.
  public static Value.Obj hiddenTableRow(String name, long number) {
    return tableRow(name, number).merge(Map.of(HIDDEN, new Value.Bool(true)));
  }

  static boolean isHidden(Value.Obj tableRow) {
    return tableRow.get(HIDDEN) != null;
  }

  /// The document of an index, without system fields.
  ///
  /// @param fields as stored, `_creationTime` and `_id` included
  public static Value.Obj indexRow(
      Table table, String name, List<FieldPath> fields, Index.State state) {
    var names = fields.stream().map(field -> (Value) new Value.Text(field.toString())).toList();
    return Value.Obj.of(
        Map.of(
            "table", new Value.Text(documentId(table).toString()),
            "name", new Value.Text(name),
            "fields", new Value.Array(names),
            "state", new Value.Text(state.name().toLowerCase(Locale.ROOT))));
  }

  /// The id of the document in `_tables` that defines `table`.
  public static DocumentId documentId(Table table) {
    return new DocumentId(TABLES.number(), table.tablet().toInternalId());
  }

  /// The incarnation that the document of this id in `_tables` defines.
  public static TabletId tabletOf(DocumentId id) {
    return TabletId.of(id.internalId());
  }

  /// The id of the document in `_index` that defines `index`.
  public static DocumentId documentId(Index index) {
    return new DocumentId(INDEXES.number(), index.id().toInternalId());
  }

  /// What every key in [#TABLES_BY_NAME] of a table of this name begins with.
  public static IndexKey namePrefix(String name) {
    return IndexKey.of(List.of(new Value.Text(name)));
  }

  /// What every key in [#INDEXES_BY_TABLE] of an index of `table` begins with.
  public static IndexKey indexPrefix(Table table) {
    return IndexKey.of(List.of(new Value.Text(documentId(table).toString())));
  }

  /// The index whose document in `_index` has this id.
  public static IndexId indexOf(InternalId id) {
    return IndexId.of(id);
  }

  static Index readIndex(InternalId id, Value.Obj row) {
    var fields =
        ((Value.Array) field(row, "fields"))
            .items().stream().map(name -> path(((Value.Text) name).value())).toList();
    var state = Index.State.valueOf(text(row, "state").toUpperCase(Locale.ROOT));
    return new Index(IndexId.of(id), text(row, "name"), fields, state);
  }

  static InternalId tableOf(Value.Obj indexRow) {
    return DocumentId.parse(text(indexRow, "table")).internalId();
  }

  static String text(Value.Obj row, String name) {
    return ((Value.Text) field(row, name)).value();
  }

  static long number(Value.Obj row, String name) {
    return ((Value.Int64) field(row, name)).value();
  }

  private static Value field(Value.Obj row, String name) {
    var value = row.fields().get(name);
    if (value == null) {
      throw new IllegalStateException("catalog document without %s".formatted(name));
    }
    return value;
  }
}
