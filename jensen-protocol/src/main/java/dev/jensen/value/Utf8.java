package dev.jensen.value;

/// What the UTF-8 form of a string is like, found without making it.
final class Utf8 {

  private Utf8() {}

  /// Checks that every surrogate in `text` is half of a pair.
  static void requireValid(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new InvalidValueException(
              "String is not valid Unicode: it has an unpaired surrogate at index " + i);
        }
        i++;
      }
    }
  }

  /// How many bytes valid `text` takes.
  static int length(String text) {
    int length = text.length();
    int bytes = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // Each half of a surrogate pair counts two: a pair takes four bytes.
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }

  /// Compares by the UTF-8 bytes, which is the order of code points.
  ///
  /// [String#compareTo] differs: it puts surrogates, so all of U+10000 and up, before U+E000.
  static int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        boolean leftIsHigh = Character.isSurrogate(l);
        boolean rightIsHigh = Character.isSurrogate(r);
        return leftIsHigh == rightIsHigh ? l - r : leftIsHigh ? 1 : -1;
      }
    }
    return left.length() - right.length();
  }
}
