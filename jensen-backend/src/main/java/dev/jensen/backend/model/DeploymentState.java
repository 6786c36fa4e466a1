package dev.jensen.backend.model;

import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.backend.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/// What is deployed, as of one snapshot, with the read set that tells when it changes.
///
/// @param schema the active schema, or null
public record DeploymentState(Code code, @Nullable Schema schema, ReadSet reads) {

  /// Reads the state at the transaction's snapshot.
  public static DeploymentState load(Transaction transaction) {
    throw new UnsupportedOperationException("not written yet");
  }
}
