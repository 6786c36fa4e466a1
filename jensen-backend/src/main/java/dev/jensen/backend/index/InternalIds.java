package dev.jensen.backend.index;

import dev.jensen.value.InternalId;
import java.nio.ByteBuffer;
import java.util.UUID;

/// Internal ids as UUIDs: the same 16 bytes.
final class InternalIds {

  private InternalIds() {}

  static UUID uuid(InternalId id) {
    var bytes = ByteBuffer.wrap(id.toByteArray());
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  static InternalId internalId(UUID uuid) {
    var bytes = ByteBuffer.allocate(InternalId.BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return new InternalId(bytes.array());
  }
}
