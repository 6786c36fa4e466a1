package dev.jensen.backend.function;

import java.util.concurrent.CompletionException;

/// What futures failed with.
public final class Failures {

  private Failures() {}

  /// What made a computation fail: futures wrap it when others are made of them.
  ///
  /// @throws Error if it was one
  public static RuntimeException cause(Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }
}
