package dev.jensen.client.wire;

import dev.jensen.wire.Timestamp;

/// What one socket has agreed on (`spec/sync-protocol.md` §6.1).
public record StateVersion(long querySet, long identity, Timestamp timestamp) {

  /// Where every socket begins.
  public static final StateVersion INITIAL = new StateVersion(0, 0, Timestamp.ZERO);
}
