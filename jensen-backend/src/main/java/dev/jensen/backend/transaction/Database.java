package dev.jensen.backend.transaction;

import dev.jensen.wire.Timestamp;

/// All documents of one deployment, read and changed in serializable transactions.
///
/// Thread-safe.
public interface Database extends AutoCloseable {

  /// Begins at the newest snapshot.
  Transaction begin();

  /// Begins at an older snapshot; such a transaction can only read.
  ///
  /// @throws SnapshotUnavailableException if `timestamp` is in the future or already trimmed
  Transaction beginAt(Timestamp timestamp);

  /// Commits and waits until the writes are durable. Closes the transaction.
  ///
  /// A transaction without writes commits at its begin timestamp without a check.
  CommitOutcome commit(Transaction transaction);

  /// The newest repeatable timestamp.
  Timestamp latest();

  /// Whether no commit in (`after`, `upTo`] touched `reads`. False also when the write log does not
  /// reach back to `after`.
  boolean unchanged(ReadSet reads, Timestamp after, Timestamp upTo);

  /// Adds the older revisions to every index in state `BACKFILLING` and moves it to `READY`; blocks
  /// until done.
  void backfill();

  @Override
  void close();
}
