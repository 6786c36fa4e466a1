package dev.jensen.backend.function;

/// A call that cannot be answered because of what the caller asked for or the function's author
/// wrote; becomes [FunctionResult.Failure].
final class RefusedCallException extends RuntimeException {

  /// Says why, in the words of the spec, without a newline at the end.
  RefusedCallException(String message) {
    super(message);
  }
}
