package dev.jensen.backend.function;

/// A mutation that is over, but for its becoming durable.
public interface DecidedMutation {

  /// The result, once it and everything that the mutation saw is durable; to be asked for once.
  ///
  /// Fails with a [dev.jensen.backend.storage.StorageException], wrapped, if it cannot be made so.
  CommittedResult await();
}
