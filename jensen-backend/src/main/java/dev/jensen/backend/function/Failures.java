package dev.jensen.backend.function;

import java.util.concurrent.CompletionException;

/// What futures failed with.
public final class Failures {

  private Failures() {}

  /// What made a computation fail: futures wrap it when others are made of them.
  public static Throwable root(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /// As [#root], to be thrown.
  ///
  /// @throws Error if it was one
  public static RuntimeException cause(Throwable failure) {
    var cause = root(failure);
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }
}
