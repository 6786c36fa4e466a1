package dev.jensen.value;

/// The rule for names of tables, indexes, exports and components (`spec/values-and-data.md` §2.2).
public final class Identifier {

  private Identifier() {}

  /// Returns `name` if it is an identifier.
  ///
  /// @throws InvalidValueException with the spec's message if not
  public static String check(String name) {
    throw new UnsupportedOperationException("not written yet");
  }
}
