package dev.jensen.value;

/// Something that should have been a value, an id, a name or a validator is not; the message says
/// why in the words of the spec.
public final class InvalidValueException extends RuntimeException {

  public InvalidValueException(String message) {
    super(message);
  }
}
