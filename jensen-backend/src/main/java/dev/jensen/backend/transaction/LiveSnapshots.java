package dev.jensen.backend.transaction;

import dev.jensen.wire.Timestamp;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The snapshots that transactions still read, so that nobody trims what they need.
final class LiveSnapshots {

  private final ConcurrentHashMap<Timestamp, Integer> readers = new ConcurrentHashMap<>();

  void add(Timestamp timestamp) {
    readers.merge(timestamp, 1, Integer::sum);
  }

  void remove(Timestamp timestamp) {
    readers.computeIfPresent(timestamp, (_, count) -> count == 1 ? null : count - 1);
  }

  /// The oldest, or null if there is none.
  @Nullable Timestamp oldest() {
    return readers.keySet().stream().min(Comparator.naturalOrder()).orElse(null);
  }
}
