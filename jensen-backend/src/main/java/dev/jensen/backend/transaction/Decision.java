package dev.jensen.backend.transaction;

import dev.jensen.backend.storage.IndexChange;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What the committer decided, on its way to the writer.
sealed interface Decision {

  /// To be written at `timestamp`.
  ///
  /// @param rows of the indexes
  record Accepted(CommitRequest request, Timestamp timestamp, List<IndexChange> rows)
      implements Decision {

    static Accepted of(CommitRequest request, Timestamp timestamp) {
      var rows = request.writes().stream().map(write -> write.at(timestamp)).toList();
      return new Accepted(request, timestamp, rows);
    }
  }

  /// To be answered once everything decided earlier is visible, so that a retry sees what it
  /// conflicted with.
  record Refused(CommitRequest request, CommitOutcome.Conflict conflict) implements Decision {}

  /// To be answered, with the timestamp of the last, once all commits decided earlier are durable.
  record Asked(CompletableFuture<Timestamp> answer) implements Decision {}

  /// Nothing follows.
  record Stop() implements Decision {}
}
