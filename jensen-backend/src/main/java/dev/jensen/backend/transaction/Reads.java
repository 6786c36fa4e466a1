package dev.jensen.backend.transaction;

import dev.jensen.backend.index.CatalogTables;
import dev.jensen.backend.index.DocumentKeys;
import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.value.DocumentId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the read set of one transaction.
final class Reads {

  private final Map<IndexId, List<IndexRange>> ranges = new HashMap<>();
  private final Set<ReadSet> shared = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Scan> scans = new ArrayList<>();

  /// Whose ranges are there already, and not only meant to be: a function whose stack is at its end
  /// may go on after a failure in between.
  private final Set<String> names = new HashSet<>();

  private final Set<TabletId> tables = new HashSet<>();

  void add(IndexId index, IndexRange range) {
    ranges.computeIfAbsent(index, _ -> new ArrayList<>()).add(range);
  }

  /// What something was computed from that this transaction relies on.
  void add(ReadSet reads) {
    shared.add(reads);
  }

  /// What `scan` will have consumed when somebody asks.
  void add(Scan scan) {
    scans.add(scan);
  }

  /// Which table has this name, if any.
  void addName(String name) {
    if (!names.contains(name)) {
      add(CatalogTables.TABLES_BY_NAME.id(), IndexRange.prefix(CatalogTables.namePrefix(name)));
      names.add(name);
    }
  }

  /// Which indexes `table` has, and in which states. What was read through an index holds only as
  /// long as commits maintain that index, and a commit must know every index it has to maintain.
  void addIndexes(Table table) {
    if (!tables.contains(table.tablet())) {
      add(CatalogTables.INDEXES_BY_TABLE.id(), IndexRange.prefix(CatalogTables.indexPrefix(table)));
      tables.add(table.tablet());
    }
  }

  /// One document, or that it does not exist.
  void addPoint(Table table, DocumentId id) {
    add(table.byId().id(), IndexRange.point(DocumentKeys.of(id)));
  }

  ReadSet toReadSet() {
    var all = new HashMap<IndexId, List<IndexRange>>();
    ranges.forEach((index, list) -> all.put(index, new ArrayList<>(list)));
    for (var scan : scans) {
      var consumed = scan.consumed();
      if (consumed != null) {
        all.computeIfAbsent(scan.index(), _ -> new ArrayList<>()).add(consumed);
      }
    }
    return new ReadSet(all, List.copyOf(shared));
  }
}
