package dev.jensen.backend.transaction;

import dev.jensen.wire.Timestamp;

/// What the committer answers to one transaction.
public sealed interface CommitOutcome {

  /// The writes are durable and every later snapshot shows them.
  record Committed(Timestamp timestamp) implements CommitOutcome {}

  /// Another transaction wrote to `table` inside our read set; running again may succeed.
  record Conflict(String table, Timestamp writtenAt) implements CommitOutcome {}
}
