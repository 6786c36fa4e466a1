package dev.jensen.backend.function;

import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// A call of a running function into the server that was refused; the function may catch it
/// (`spec/function-runtime.md` §2.1).
public final class SyscallException extends RuntimeException {

  private final transient @Nullable Value data;

  SyscallException(String message) {
    this(message, null);
  }

  /// @param data what a `ConvexError` of the function would carry, or null for other errors
  SyscallException(String message, @Nullable Value data) {
    super(message);
    this.data = data;
  }

  static SyscallException invalidArgument(String argument, String method, String why) {
    return new SyscallException(
        "Invalid argument `%s` for `%s`: %s".formatted(argument, method, why));
  }

  /// What a `ConvexError` of the function would carry, or null for other errors.
  public @Nullable Value data() {
    return data;
  }
}
