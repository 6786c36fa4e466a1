package dev.jensen.backend.function.javascript;

/// A worker process died, or stopped answering and was killed, in the middle of something.
final class WorkerLostException extends RuntimeException {

  /// Why, as far as one can tell from outside.
  enum Cause {
    TIME,
    MEMORY,
    UNKNOWN
  }

  private final Cause reason;

  WorkerLostException(Cause reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  Cause reason() {
    return reason;
  }
}
