package dev.jensen.backend.storage;

import java.util.List;
import java.util.UUID;

/// Where index rows are kept.
public interface IndexStore extends IndexRows {

  /// The position of the last log entry whose changes are here.
  long applied();

  /// Adds the rows of the log entry at `position`; whole or not at all.
  void apply(long position, IndexChanges changes);

  /// Adds rows that belong to older log entries, such as those of a new index. Not durable before
  /// the next commit. Adding a row again changes nothing.
  void backfill(IndexChanges changes);

  /// Up to where [#trim] has gone.
  TrimPoint trimmed();

  /// Removes rows that nobody sees who reads at `upTo` or later; whole or not at all. Not durable
  /// before the next commit.
  ///
  /// @param indexes of which every row goes
  void trim(TrimPoint upTo, List<RowKey> rows, List<UUID> indexes);
}
