package dev.jensen.backend.storage;

import dev.jensen.wire.Timestamp;

/// Where a log ends.
///
/// @param position of the last entry, 0 if there was never one
/// @param timestamp of the last commit in it
public record LogHead(long position, Timestamp timestamp) {

  /// The head of a log that was never written.
  public static final LogHead EMPTY = new LogHead(0, Timestamp.ZERO);
}
