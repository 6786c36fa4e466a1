package dev.jensen.value;

/// Something that should have been a value, an id, a name or a validator is not; the message says
/// why in the words of the spec.
public final class InvalidValueException extends RuntimeException {

  /// Says what is wrong.
  ///
  /// @param message for the caller or author who made the mistake
  public InvalidValueException(String message) {
    super(message);
  }

  /// Says what is wrong, and what found it.
  ///
  /// @param message for the caller or author who made the mistake
  public InvalidValueException(String message, Throwable cause) {
    super(message, cause);
  }
}
