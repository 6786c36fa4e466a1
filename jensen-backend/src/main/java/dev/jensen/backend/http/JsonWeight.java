package dev.jensen.backend.http;

/// How much memory the values of a JSON text take once they are read, beside the text: `[{},{}]`
/// becomes many times its length.
///
/// An estimate from the separators outside strings, in one pass and without reading anything.
final class JsonWeight {

  /// What an empty object takes with its place in an array, or a member with its name.
  private static final int VALUE_BYTES = 80;

  private long values;
  private boolean isString;
  private boolean isEscaped;

  static JsonWeight of(byte[] utf8) {
    var weight = new JsonWeight();
    for (byte each : utf8) {
      weight.add(each);
    }
    return weight;
  }

  static JsonWeight of(CharSequence text) {
    var weight = new JsonWeight();
    for (int i = 0; i < text.length(); i++) {
      weight.add(text.charAt(i));
    }
    return weight;
  }

  private void add(int each) {
    if (isEscaped) {
      isEscaped = false;
    } else if (each == '"') {
      isString = !isString;
    } else if (isString) {
      isEscaped = each == '\\';
    } else if (each == ',' || each == ':') {
      values++;
    }
  }

  long bytes() {
    return values * VALUE_BYTES;
  }
}
