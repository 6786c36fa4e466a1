package dev.jensen.backend.storage;

import dev.jensen.wire.Timestamp;
import java.util.List;

/// The commits that became durable together.
///
/// @param position at least 1
/// @param commits at least one, timestamps strictly increasing
public record LogEntry(long position, List<Commit> commits) {

  public LogEntry {
    commits = List.copyOf(commits);
    if (position < 1 || commits.isEmpty()) {
      throw new IllegalArgumentException("log entry at " + position + " with " + commits.size());
    }
    for (int i = 1; i < commits.size(); i++) {
      if (commits.get(i - 1).timestamp().compareTo(commits.get(i).timestamp()) >= 0) {
        throw new IllegalArgumentException("commit timestamps must increase");
      }
    }
  }

  /// The timestamp of the first commit.
  public Timestamp first() {
    return commits.getFirst().timestamp();
  }

  /// The timestamp of the last commit.
  public Timestamp last() {
    return commits.getLast().timestamp();
  }
}
