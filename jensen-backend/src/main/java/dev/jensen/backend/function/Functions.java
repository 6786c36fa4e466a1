package dev.jensen.backend.function;

/// Runs functions by path: the door of this package.
///
/// Thread-safe.
public interface Functions {

  /// Runs a query, mutation or action to its end; a mutation's result comes after its commit.
  ///
  /// @throws OverloadedException if the server is too busy
  /// @throws TooManyConflictsException if a mutation lost to other writers on every retry
  FunctionResult run(FunctionCall call);
}
