package dev.jensen.backend.transaction;

import dev.jensen.wire.Timestamp;

/// What the committer decided, on its way to the writer.
sealed interface Decision {

  /// To be written at `timestamp`.
  record Accepted(CommitRequest request, Timestamp timestamp) implements Decision {}

  /// To be answered once everything decided earlier is visible, so that a retry sees what it
  /// conflicted with.
  record Refused(CommitRequest request, CommitOutcome.Conflict conflict) implements Decision {}

  /// Nothing follows.
  record Stop() implements Decision {}
}
