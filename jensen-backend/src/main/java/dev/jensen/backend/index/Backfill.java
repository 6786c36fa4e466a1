package dev.jensen.backend.index;

import dev.jensen.backend.storage.IndexChange;
import dev.jensen.backend.storage.IndexChanges;
import dev.jensen.backend.storage.IndexStore;
import dev.jensen.backend.storage.RangeRead;
import dev.jensen.backend.storage.RowKey;
import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.List;

/// Adds to a new index the documents that were there before it.
///
/// Every commit after the index was made maintains it. So it is enough to take one snapshot after
/// that and to add a row for each document in it, at the timestamp of the document's own revision:
/// a later change of the document has a later row, whichever of the two is written first. Doing it
/// again, or doing a part again after a crash, changes nothing.
public final class Backfill {

  /// Bounds the memory and the time one batch takes.
  private static final int PAGE = 500;

  private final IndexReader reader;
  private final IndexStore store;

  public Backfill(IndexReader reader, IndexStore store) {
    this.reader = reader;
    this.store = store;
  }

  /// Adds what `at` shows of `table` to `indexes`.
  ///
  /// @param at not before the commit that made the newest of the indexes
  public void run(Table table, List<Index> indexes, Timestamp at) {
    var byId = table.byId().id().uuid();
    var start = IndexKey.FIRST;
    while (true) {
      var page = reader.read(table, new RangeRead(byId, start, null, false, at, PAGE));
      store.backfill(
          new IndexChanges(
              page.stream()
                  .flatMap(entry -> indexes.stream().map(index -> row(index, entry.document())))
                  .toList()));
      if (page.size() < PAGE) {
        return;
      }
      start = page.getLast().key().next();
    }
  }

  private static IndexChange row(Index index, StoredDocument document) {
    var row = new RowKey(index.id().uuid(), index.keyOf(document.value()), document.timestamp());
    return new IndexChange(row, true, null);
  }
}
