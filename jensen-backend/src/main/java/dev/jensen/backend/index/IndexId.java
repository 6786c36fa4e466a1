package dev.jensen.backend.index;

import dev.jensen.value.InternalId;
import java.util.UUID;

/// The internal id of one index's incarnation.
///
/// It has the bytes of the internal id of the index's document in `_index`.
public record IndexId(UUID uuid) {

  static IndexId of(InternalId id) {
    return new IndexId(InternalIds.uuid(id));
  }

  InternalId toInternalId() {
    return InternalIds.internalId(uuid);
  }
}
