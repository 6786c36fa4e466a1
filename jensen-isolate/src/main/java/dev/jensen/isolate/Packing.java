package dev.jensen.isolate;

import java.util.ArrayList;
import java.util.List;

/// Lists of strings as one string, as the prelude's `packing.js` reads and writes them: the
/// lengths, each followed by a comma, then a semicolon, then the strings.
final class Packing {

  private final StringBuilder lengths = new StringBuilder();
  private final StringBuilder texts = new StringBuilder();

  Packing add(String text) {
    lengths.append(text.length()).append(',');
    texts.append(text);
    return this;
  }

  String packed() {
    return lengths.append(';').append(texts).toString();
  }

  static List<String> unpack(String packed) {
    int separator = packed.indexOf(';');
    var texts = new ArrayList<String>();
    int textAt = separator + 1;
    int lengthAt = 0;
    while (lengthAt < separator) {
      int comma = packed.indexOf(',', lengthAt);
      int length = Integer.parseInt(packed, lengthAt, comma, 10);
      texts.add(packed.substring(textAt, textAt + length));
      textAt += length;
      lengthAt = comma + 1;
    }
    return texts;
  }
}
