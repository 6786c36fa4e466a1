package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Transaction;

/// When this data was restored from backups.
public final class Restores {

  private Restores() {}

  /// Notes that the data up to `timestamp` came from a backup.
  ///
  /// @param timestamp nanoseconds since the epoch
  public static void note(Transaction transaction, long timestamp) {
    var _ =
        SystemTable.RESTORES.insert(transaction, new Fields().with("timestamp", timestamp).map());
  }
}
