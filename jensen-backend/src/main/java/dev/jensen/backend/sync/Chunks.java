package dev.jensen.backend.sync;

import java.util.ArrayList;
import java.util.List;

/// Cuts long transitions into parts (`spec/sync-protocol.md` §5.2).
final class Chunks {

  /// Of one part, in UTF-8.
  private static final int BYTES_MAX = 5_000_000;

  private static final int CHAR_BYTES_MAX = 3;

  private Chunks() {}

  /// The messages to send for `transition`.
  static List<String> of(String transition) {
    var parts = split(transition, BYTES_MAX);
    if (parts.size() == 1) {
      return parts;
    }
    var id = Integer.toString(transition.length());
    var messages = new ArrayList<String>();
    for (int i = 0; i < parts.size(); i++) {
      messages.add(ServerMessages.chunk(parts.get(i), i, parts.size(), id));
    }
    return messages;
  }

  /// Parts of at most `bytesMax` bytes of UTF-8, none of which ends within a character.
  static List<String> split(String text, int bytesMax) {
    if ((long) text.length() * CHAR_BYTES_MAX <= bytesMax) {
      return List.of(text);
    }
    var parts = new ArrayList<String>();
    int start = 0;
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      int size = size(character);
      if (bytes + size > bytesMax) {
        parts.add(text.substring(start, i));
        start = i;
        bytes = 0;
      }
      bytes += size;
      i += Character.charCount(character);
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static int size(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return character < 0x10000 ? 3 : 4;
  }
}
