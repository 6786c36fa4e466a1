package dev.jensen.value;

/// The public id of a document (`spec/values-and-data.md` §4.1).
///
/// @param tableNumber 1 to 2^32-1
/// @param internalId the document within its table
public record DocumentId(long tableNumber, InternalId internalId) {

  /// Reads the text form.
  ///
  /// @throws InvalidValueException if `text` is no canonical id; the message is the spec's
  public static DocumentId parse(String text) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// The text form, 31 to 37 characters.
  @Override
  public String toString() {
    throw new UnsupportedOperationException("not written yet");
  }
}
