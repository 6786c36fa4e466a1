package dev.jensen.backend.function;

import java.util.function.Supplier;

/// A mutation that is over, but for its becoming durable.
///
/// @param hasFailed whether there is nothing to commit
/// @param result gives the result once it and everything that the mutation saw is durable; asked
///   once
public record DecidedMutation(boolean hasFailed, Supplier<CommittedResult> result) {

  /// Waits until the result may be told.
  ///
  /// Fails with a [dev.jensen.backend.storage.StorageException], wrapped, if it never will be
  /// durable.
  public CommittedResult await() {
    return result.get();
  }
}
