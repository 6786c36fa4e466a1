package dev.jensen.backend.sync;

/// A client sends requests faster than they can run.
final class TooManyRequestsException extends RuntimeException {

  /// @param code of the protocol
  TooManyRequestsException(String code) {
    super(code);
  }
}
