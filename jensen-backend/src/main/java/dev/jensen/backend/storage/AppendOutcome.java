package dev.jensen.backend.storage;

/// What became of an append.
public sealed interface AppendOutcome {

  /// The entry is durable and is the log's head.
  record Appended() implements AppendOutcome {}

  /// Nothing was written: the log's head is not the position before the entry's.
  record Refused(LogHead head) implements AppendOutcome {}
}
