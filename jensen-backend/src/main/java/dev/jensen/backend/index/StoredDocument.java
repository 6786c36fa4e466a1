package dev.jensen.backend.index;

import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;

/// A committed revision of a document.
///
/// @param timestamp when it was committed
/// @param size of `value`, in bytes (`spec/values-and-data.md` §2.1)
public record StoredDocument(DocumentId id, Timestamp timestamp, Value.Obj value, int size) {

  /// The revision that `value`, a document with its `_id`, was at `timestamp`.
  public static StoredDocument of(Timestamp timestamp, Value.Obj value) {
    if (value.fields().get("_id") instanceof Value.Text(var id)) {
      return new StoredDocument(DocumentId.parse(id), timestamp, value, value.size());
    }
    throw new IllegalStateException("stored document without _id");
  }
}
