package dev.jensen.backend.index;

import dev.jensen.backend.storage.EncodedDocument;
import dev.jensen.backend.storage.IndexChange;
import dev.jensen.backend.storage.RowKey;
import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One index row of a transaction that has no timestamp yet.
///
/// @param live false where the document no longer is
/// @param document the content, in `by_id` only
public record IndexWrite(
    IndexId index, IndexKey key, boolean live, @Nullable EncodedDocument document) {

  /// The rows that `change` adds to the indexes of its table: one at the new key of each, and a
  /// tombstone at the old key where that differs.
  ///
  /// @param content the encoded new content, or null for a deletion
  public static List<IndexWrite> of(DocumentChange change, @Nullable EncodedDocument content) {
    var writes = new ArrayList<IndexWrite>();
    var byId = change.table().byId();
    for (var index : change.table().indexes()) {
      var before = change.before();
      var after = change.after();
      var oldKey = before == null ? null : index.keyOf(before.value());
      var newKey = after == null ? null : index.keyOf(after);
      if (oldKey != null && !oldKey.equals(newKey)) {
        writes.add(new IndexWrite(index.id(), oldKey, false, null));
      }
      if (newKey != null) {
        writes.add(new IndexWrite(index.id(), newKey, true, index.equals(byId) ? content : null));
      }
    }
    return writes;
  }

  /// This row, written at `timestamp`.
  public IndexChange at(Timestamp timestamp) {
    return new IndexChange(new RowKey(index.uuid(), key, timestamp), live, document);
  }
}
