package dev.jensen.backend.sync;

import dev.jensen.backend.sync.ServerMessages.Version;
import dev.jensen.backend.transaction.ReadSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What brings a client to a new version.
///
/// @param end the version
/// @param runs the queries that must be run for it
/// @param gone the queries that the client no longer hears of
record Update(Version end, List<Run> runs, List<Long> gone) {

  /// One query that is run.
  static final class Run {

    private final long query;
    private final Interest interest;
    private final @Nullable String journal;
    private volatile @Nullable Answer answer;

    Run(long query, Interest interest, @Nullable String journal) {
      this.query = query;
      this.interest = interest;
      this.journal = journal;
    }

    long query() {
      return query;
    }

    Interest interest() {
      return interest;
    }

    @Nullable String journal() {
      return journal;
    }

    void finish(Answer newAnswer) {
      answer = newAnswer;
    }

    /// What came out; it must have run.
    Answer answer() {
      return Objects.requireNonNull(answer);
    }
  }

  /// What came out of a run.
  ///
  /// @param text what the client is told, without the query's number
  record Answer(String text, ResultDigest digest, ReadSet reads, @Nullable String journal) {}
}
