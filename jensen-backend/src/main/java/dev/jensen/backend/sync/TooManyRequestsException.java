package dev.jensen.backend.sync;

/// A client sends mutations faster than they can run.
final class TooManyRequestsException extends RuntimeException {

  TooManyRequestsException() {
    super("TooManyConcurrentMutations");
  }
}
