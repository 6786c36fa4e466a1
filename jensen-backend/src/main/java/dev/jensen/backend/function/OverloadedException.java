package dev.jensen.backend.function;

/// Too many functions are running; the caller may try again later.
public final class OverloadedException extends RuntimeException {

  public OverloadedException(String message) {
    super(message);
  }
}
