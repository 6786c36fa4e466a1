package dev.jensen.backend.index;

import dev.jensen.backend.storage.RangeRead;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.TableNames;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tables and indexes that exist at one timestamp.
///
/// Immutable.
public final class Catalog implements TableNames {

  private static final int PAGE = 1024;
  private static final Value NO_TIME = new Value.Null();

  /// Only the tables that define others.
  public static final Catalog EMPTY = new Catalog(Map.of(), Map.of());

  private final Map<InternalId, Value.Obj> tableRows;
  private final Map<InternalId, Value.Obj> indexRows;
  private final TreeMap<Long, Table> byNumber = new TreeMap<>();
  private final Map<String, Table> byName = new HashMap<>();
  private final Map<TabletId, Table> byTablet = new HashMap<>();
  private final Map<IndexId, Table> byIndex = new HashMap<>();

  private Catalog(Map<InternalId, Value.Obj> tableRows, Map<InternalId, Value.Obj> indexRows) {
    this.tableRows = tableRows;
    this.indexRows = indexRows;
    show(CatalogTables.TABLES);
    show(CatalogTables.INDEXES);
    var indexes = indexesByTable();
    tableRows.forEach((id, row) -> {
      var table =
          new Table(
              TabletId.of(id),
              CatalogTables.text(row, "name"),
              CatalogTables.number(row, "number"),
              indexes.getOrDefault(id, List.of()));
      if (CatalogTables.isHidden(row)) {
        add(table);
      } else {
        show(table);
      }
    });
  }

  private Map<InternalId, List<Index>> indexesByTable() {
    var oldestFirst =
        indexRows.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<InternalId, Value.Obj>, Value>comparing(
                        row -> row.getValue().fields().getOrDefault("_creationTime", NO_TIME))
                    .thenComparing(Map.Entry::getKey))
            .toList();
    var indexes = new HashMap<InternalId, List<Index>>();
    for (var row : oldestFirst) {
      indexes
          .computeIfAbsent(CatalogTables.tableOf(row.getValue()), _ -> new ArrayList<>())
          .add(CatalogTables.readIndex(row.getKey(), row.getValue()));
    }
    return indexes;
  }

  private void show(Table table) {
    byNumber.put(table.number(), table);
    byName.put(table.name(), table);
    add(table);
  }

  private void add(Table table) {
    byTablet.put(table.tablet(), table);
    table.indexes().forEach(index -> byIndex.put(index.id(), table));
  }

  /// Reads the catalog of a timestamp from its tables.
  public static Catalog load(IndexReader reader, Timestamp at) {
    return EMPTY.with(
        new CatalogChange(
            rows(reader, CatalogTables.TABLES, at), rows(reader, CatalogTables.INDEXES, at)));
  }

  private static Map<InternalId, Value.@Nullable Obj> rows(
      IndexReader reader, Table table, Timestamp at) {
    var rows = new HashMap<InternalId, Value.@Nullable Obj>();
    var index = table.byId().id().uuid();
    var start = IndexKey.FIRST;
    while (true) {
      var page = reader.read(table, new RangeRead(index, start, null, false, at, PAGE));
      page.forEach(row -> rows.put(row.document().id().internalId(), row.document().value()));
      if (page.size() < PAGE) {
        return rows;
      }
      start = page.getLast().key().next();
    }
  }

  /// This catalog after `change`.
  public Catalog with(CatalogChange change) {
    return change.isEmpty()
        ? this
        : new Catalog(merged(tableRows, change.tables()), merged(indexRows, change.indexes()));
  }

  private static Map<InternalId, Value.Obj> merged(
      Map<InternalId, Value.Obj> rows, Map<InternalId, Value.@Nullable Obj> changes) {
    if (changes.isEmpty()) {
      return rows;
    }
    var merged = new HashMap<>(rows);
    changes.forEach((id, row) -> {
      if (row == null) {
        merged.remove(id);
      } else {
        merged.put(id, row);
      }
    });
    return merged;
  }

  /// The table of this name, or null.
  public @Nullable Table table(String name) {
    return byName.get(name);
  }

  /// The table whose document ids carry this number, or null.
  public @Nullable Table table(long number) {
    return byNumber.get(number);
  }

  /// The table of this incarnation, or null.
  public @Nullable Table table(TabletId tablet) {
    return byTablet.get(tablet);
  }

  /// The table that this index belongs to, or null.
  public @Nullable Table tableOf(IndexId index) {
    return byIndex.get(index);
  }

  /// All tables, also those that are hidden.
  public Collection<Table> incarnations() {
    return Collections.unmodifiableCollection(byTablet.values());
  }

  /// All tables that are not hidden, system tables too, in the order of their numbers.
  public Collection<Table> tables() {
    return Collections.unmodifiableCollection(byNumber.values());
  }

  @Override
  public @Nullable String nameOf(long tableNumber) {
    var table = table(tableNumber);
    return table == null ? null : table.name();
  }
}
