package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/// A finished push, for people who ask later what happened.
///
/// @param serverVersion version of the npm package that pushed
/// @param message what the developer said about it, or null
/// @param codeVersion [Code#version()] right after the push
public record PushRecord(String serverVersion, @Nullable String message, String codeVersion) {

  /// The table of all records; two pushes that finish at once conflict here.
  public static final String TABLE = SystemTable.PUSHES.tableName();

  private static final int KEPT_MAX = 100;

  /// Adds this record and forgets the oldest beyond the last hundred.
  public void add(Transaction transaction) {
    var records = SystemTable.PUSHES.all(transaction);
    for (int i = 0; i <= records.size() - KEPT_MAX; i++) {
      SystemTable.PUSHES.delete(transaction, records.get(i));
    }
    SystemTable.PUSHES.insert(
        transaction,
        new Fields()
            .with("serverVersion", serverVersion)
            .with("message", message)
            .with("codeVersion", codeVersion)
            .map());
  }
}
