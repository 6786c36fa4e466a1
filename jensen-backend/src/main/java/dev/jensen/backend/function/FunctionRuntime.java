package dev.jensen.backend.function;

/// What executes functions.
///
/// Thread-safe.
public interface FunctionRuntime {

  /// Runs one function to its end; blocks.
  ///
  /// @throws OverloadedException if no worker became free in time
  Execution run(Invocation invocation, Syscalls syscalls);
}
