package dev.jensen.backend.storage;

import dev.jensen.wire.Timestamp;

/// Up to where the past is gone.
///
/// @param position of the last log entry that is no longer needed, 0 if there is none
/// @param timestamp of the last commit in it; nothing older can be read
public record TrimPoint(long position, Timestamp timestamp) {

  /// Nothing is gone.
  public static final TrimPoint NONE = new TrimPoint(0, Timestamp.ZERO);
}
