package dev.jensen.backend.token;

/// Text from outside as messages and logs may show it: short, on one line.
final class Printable {

  private Printable() {}

  static String of(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .limit(Limits.SHOWN_CHARS)
        .forEach(c -> {
          if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c > 0xFFFF) {
            shown.append('?');
          } else {
            shown.appendCodePoint(c);
          }
        });
    return text.length() > Limits.SHOWN_CHARS ? shown.append('…').toString() : shown.toString();
  }
}
