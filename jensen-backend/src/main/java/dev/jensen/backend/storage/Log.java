package dev.jensen.backend.storage;

import java.util.List;

/// Entries at consecutive positions, the first at 1; each is written once.
///
/// Several processes may append to one log: whoever finds the position after the head taken learns
/// that there is something to read first.
public interface Log {

  /// The last entry's position and timestamp.
  LogHead head();

  /// Writes `entry` at its position if that is the one after the head; durable on return.
  ///
  /// @throws IllegalArgumentException if the entry's timestamps do not come after the head's
  AppendOutcome append(LogEntry entry);

  /// Up to `limit` entries at positions greater than `after`, in order.
  List<LogEntry> tail(long after, int limit);

  /// Forgets the entries at positions up to and including `upTo`, but never the last one.
  void trim(long upTo);
}
