package dev.jensen.backend.function;

/// A mutation kept losing to other writers; the caller may try again later.
public final class TooManyConflictsException extends RuntimeException {

  /// Says what other writers changed.
  ///
  /// @param message names the table (`spec/function-runtime.md` §14.1)
  public TooManyConflictsException(String message) {
    super(message);
  }

  /// The stable word for the error body.
  public String code() {
    return "OptimisticConcurrencyControlFailure";
  }
}
