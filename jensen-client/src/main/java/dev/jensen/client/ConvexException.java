package dev.jensen.client;

import org.jspecify.annotations.Nullable;

/// A call did not give what it was made for. Its cases are the subclasses.
///
/// {@snippet file="dev/jensen/client/HttpClientTest.java" region="failed"}
public abstract class ConvexException extends RuntimeException {

  ConvexException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// What went wrong as one CamelCase word, which does not change between versions.
  public abstract String code();
}
