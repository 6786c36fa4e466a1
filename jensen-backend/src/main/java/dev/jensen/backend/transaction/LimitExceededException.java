package dev.jensen.backend.transaction;

/// A transaction read or wrote more than it may; the message is the one of
/// `spec/function-runtime.md` §15. Functions may catch it, but the next read or write fails again.
public final class LimitExceededException extends RuntimeException {

  private final String code;

  public LimitExceededException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// A stable word, such as `TooManyDocumentsRead`.
  public String code() {
    return code;
  }
}
