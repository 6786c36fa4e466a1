package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.value.DocumentId;
import dev.jensen.value.IndexKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The writes of one transaction that are not committed yet, by document and, where a scan asked
/// for it, in the order of an index.
final class PendingWrites {

  private final SequencedMap<TabletId, OfTable> tables = new LinkedHashMap<>();
  private final List<Replaced> replaced = new ArrayList<>();
  private boolean isRecording;

  /// What a write replaced.
  private record Replaced(Table table, DocumentId id, @Nullable PendingWrite before) {}

  /// The last write to this document, or null.
  @Nullable PendingWrite get(Table table, DocumentId id) {
    var writes = tables.get(table.tablet());
    return writes == null ? null : writes.documents.get(id);
  }

  /// Replaces the last write to this document.
  void put(Table table, DocumentId id, PendingWrite write) {
    var ofTable = tables.computeIfAbsent(table.tablet(), _ -> new OfTable());
    if (isRecording) {
      replaced.add(new Replaced(table, id, ofTable.documents.get(id)));
    }
    ofTable.put(id, write);
  }

  /// Begins to record what writes replace, and returns how many are recorded.
  int record() {
    isRecording = true;
    return replaced.size();
  }

  /// Undoes the writes after the first `kept` recorded ones.
  void undo(int kept) {
    while (replaced.size() > kept) {
      var last = replaced.removeLast();
      var ofTable = tables.get(last.table().tablet());
      if (ofTable == null) {
        throw new IllegalStateException("a recorded write is gone");
      }
      ofTable.put(last.id(), last.before());
    }
  }

  /// The documents of `table` that the transaction wrote and did not delete, in the order of
  /// `index`; follows later writes.
  NavigableMap<IndexKey, Document> inOrder(Table table, Index index) {
    return tables.computeIfAbsent(table.tablet(), _ -> new OfTable()).inOrder(index);
  }

  boolean isEmpty() {
    return tables.values().stream().allMatch(table -> table.documents.isEmpty());
  }

  /// Every written document of `tablet`, in the order of the first write to it.
  void forEach(TabletId tablet, BiConsumer<DocumentId, PendingWrite> action) {
    var writes = tables.get(tablet);
    if (writes != null) {
      writes.documents.forEach(action);
    }
  }

  /// The tables written to, in the order of the first write.
  List<TabletId> tablets() {
    return tables.entrySet().stream()
        .filter(table -> !table.getValue().documents.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static final class OfTable {

    private final SequencedMap<DocumentId, PendingWrite> documents = new LinkedHashMap<>();
    private final Map<IndexId, Ordered> ordered = new HashMap<>();

    private record Ordered(Index index, TreeMap<IndexKey, Document> documents) {}

    void put(DocumentId id, @Nullable PendingWrite write) {
      boolean isNothing = write == null || (write.before() == null && write.after() == null);
      var last = isNothing ? documents.remove(id) : documents.put(id, write);
      for (var order : ordered.values()) {
        remove(order, last);
        add(order, write);
      }
    }

    NavigableMap<IndexKey, Document> inOrder(Index index) {
      return ordered.computeIfAbsent(index.id(), _ -> sorted(index)).documents();
    }

    private Ordered sorted(Index index) {
      var order = new Ordered(index, new TreeMap<>());
      documents.values().forEach(write -> add(order, write));
      return order;
    }

    private static void add(Ordered order, @Nullable PendingWrite write) {
      var after = write == null ? null : write.after();
      if (after != null) {
        order.documents().put(order.index().keyOf(after.value()), after);
      }
    }

    private static void remove(Ordered order, @Nullable PendingWrite write) {
      var after = write == null ? null : write.after();
      if (after != null) {
        order.documents().remove(order.index().keyOf(after.value()));
      }
    }
  }
}
