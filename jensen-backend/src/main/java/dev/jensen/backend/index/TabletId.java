package dev.jensen.backend.index;

import dev.jensen.value.InternalId;
import java.util.UUID;

/// The internal id of one table's incarnation: a table deleted and made again has another one.
///
/// It has the bytes of the internal id of the table's document in `_tables`.
public record TabletId(UUID uuid) {

  static TabletId of(InternalId id) {
    return new TabletId(InternalIds.uuid(id));
  }

  InternalId toInternalId() {
    return InternalIds.internalId(uuid);
  }
}
