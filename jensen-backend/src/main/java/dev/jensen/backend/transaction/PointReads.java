package dev.jensen.backend.transaction;

import dev.jensen.backend.index.IndexReader;
import dev.jensen.backend.index.StoredDocument;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.index.TabletId;
import dev.jensen.value.DocumentId;
import dev.jensen.wire.Timestamp;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks up the documents of one snapshot by id, most of them once: who changes a document has
/// usually read it before, and who adds one under a given id has made sure that there is none.
/// Finding nothing costs more than finding something, because no cache knows what is not there.
///
/// Not thread-safe.
final class PointReads {

  /// Larger ones are looked up again, in the caches that all transactions share.
  private static final int KEPT_BYTES_MAX = 1 << 10;

  private final IndexReader reader;
  private final Timestamp at;
  private final Reads reads;
  private final Map<Place, @Nullable StoredDocument> known = new HashMap<>();

  private record Place(TabletId tablet, DocumentId id) {}

  /// @param reads is told of every document that was asked for
  PointReads(IndexReader reader, Timestamp at, Reads reads) {
    this.reader = reader;
    this.at = at;
    this.reads = reads;
  }

  /// The document at the snapshot, or null; either way a point of `by_id` enters the read set.
  @Nullable StoredDocument get(Table table, DocumentId id) {
    var place = new Place(table.tablet(), id);
    var found = known.get(place);
    if (found == null && !known.containsKey(place)) {
      reads.addIndexes(table);
      reads.addPoint(table, id);
      found = reader.get(table, id, at);
      if (found == null || found.size() <= KEPT_BYTES_MAX) {
        known.put(place, found);
      }
    }
    return found;
  }
}
