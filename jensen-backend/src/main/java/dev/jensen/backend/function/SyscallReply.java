package dev.jensen.backend.function;

import org.jspecify.annotations.Nullable;

/// The answer to one [Syscall].
public sealed interface SyscallReply {

  /// It worked.
  ///
  /// @param json what the call resolves to
  record Result(String json) implements SyscallReply {}

  /// An error that the function may catch.
  ///
  /// @param data JSON of a `ConvexError`'s data, or null for other errors
  record Failure(String message, @Nullable String data) implements SyscallReply {}
}
