package dev.jensen.value;

/// The rule for field names of objects (`spec/values-and-data.md` §2.2).
final class FieldName {

  private static final int CHARACTERS_MAX = 1024;

  private FieldName() {}

  /// Checks one name.
  ///
  /// @throws InvalidValueException if `name` may not name a field
  static void check(String name) {
    if (name.length() > CHARACTERS_MAX) {
      throw new InvalidValueException("Field name %s is too long".formatted(name));
    }
    if (name.startsWith("$")) {
      throw reserved(name);
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~') {
        throw invalidCharacter(name, i);
      }
    }
  }

  /// Says that `name` starts with a dollar sign.
  static InvalidValueException reserved(String name) {
    return new InvalidValueException(
        "Field name %s starts with '$', which is reserved.".formatted(name));
  }

  private static InvalidValueException invalidCharacter(String name, int index) {
    return new InvalidValueException(
        "Field name %s has invalid character '%s': Field names can only contain non-control ASCII characters"
            .formatted(name, Character.toString(name.codePointAt(index))));
  }
}
