package dev.jensen.backend.function.java;

/// Arguments match the validator, but are not what the function's types hold, such as a fraction
/// for an `int`. Unlike what the function throws, it is the caller's mistake.
final class UnreadableArgumentsException extends RuntimeException {

  UnreadableArgumentsException(String problem, Throwable cause) {
    super("ArgumentValidationError: %s".formatted(problem), cause);
  }
}
