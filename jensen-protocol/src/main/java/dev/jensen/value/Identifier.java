package dev.jensen.value;

import org.jspecify.annotations.Nullable;

/// The rule for names of tables, indexes, exports and components (`spec/values-and-data.md` §2.2).
public final class Identifier {

  /// The longest identifier, in characters.
  public static final int CHARACTERS_MAX = 64;

  private Identifier() {}

  /// Returns `name` if it is an identifier.
  ///
  /// @throws InvalidValueException with the spec's message if not
  public static String check(String name) {
    String mistake = mistake(name);
    if (mistake != null) {
      throw new InvalidValueException(mistake);
    }
    return name;
  }

  /// Whether `name` is an identifier.
  public static boolean isValid(String name) {
    return mistake(name) == null;
  }

  private static @Nullable String mistake(String name) {
    if (name.isEmpty()) {
      return "Identifier cannot be empty";
    }
    if (!isStart(name.charAt(0))) {
      return "Invalid first character '%s' in %s: Identifiers must start with an alphabetic character or underscore"
          .formatted(Character.toString(name.codePointAt(0)), name);
    }
    boolean onlyUnderscores = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isStart(c) && (c < '0' || c > '9')) {
        return "Identifier %s has invalid character '%s': Identifiers can only contain alphanumeric characters or underscores"
            .formatted(name, Character.toString(name.codePointAt(i)));
      }
      onlyUnderscores &= c == '_';
    }
    if (name.length() > CHARACTERS_MAX) {
      return "Identifier is too long (%d > maximum %d)".formatted(name.length(), CHARACTERS_MAX);
    }
    if (onlyUnderscores) {
      return "Identifier %s cannot have exclusively underscores".formatted(name);
    }
    return null;
  }

  private static boolean isStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
