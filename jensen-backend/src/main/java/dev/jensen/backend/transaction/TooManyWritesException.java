package dev.jensen.backend.transaction;

/// More transactions wait for the committer than it may keep; trying later may succeed.
public final class TooManyWritesException extends RuntimeException {

  TooManyWritesException() {
    super("Too many writes are waiting to be committed. Try again later.");
  }

  /// The stable word for the error body.
  public String code() {
    return "TooManyWrites";
  }
}
