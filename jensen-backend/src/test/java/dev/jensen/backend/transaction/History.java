package dev.jensen.backend.transaction;

import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What clients of a key-value store saw and did. Every value is written once only, so that a read
/// tells whose write it saw.
///
/// @param transactions finished ones, in any order
record History(List<Entry> transactions) {

  /// One transaction.
  ///
  /// @param began when its client asked for it, on a clock of the whole history
  /// @param ended when its client knew its outcome
  /// @param snapshot what it read at
  /// @param committed null if it was not
  /// @param reads what it found before it wrote there; null where there was nothing
  /// @param counts how many keys it found in [key, key + [#COUNTED]) before it wrote anything
  /// @param writes null where it deleted
  record Entry(
      String name,
      long began,
      long ended,
      Timestamp snapshot,
      @Nullable Timestamp committed,
      Map<Long, @Nullable String> reads,
      Map<Long, Long> counts,
      Map<Long, @Nullable String> writes) {}

  static final long COUNTED = 3;
}
