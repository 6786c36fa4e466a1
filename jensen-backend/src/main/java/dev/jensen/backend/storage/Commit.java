package dev.jensen.backend.storage;

import dev.jensen.wire.Timestamp;
import java.util.List;

/// All revisions of one transaction, each of another document.
public record Commit(Timestamp timestamp, List<Revision> revisions) {

  public Commit {
    revisions = List.copyOf(revisions);
  }
}
