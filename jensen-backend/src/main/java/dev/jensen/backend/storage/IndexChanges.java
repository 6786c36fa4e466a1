package dev.jensen.backend.storage;

import java.util.List;

/// Index rows to add; several for one `(index, key, timestamp)` are not allowed.
public record IndexChanges(List<IndexChange> rows) {

  public IndexChanges {
    rows = List.copyOf(rows);
  }
}
