package dev.jensen.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Characters to look for in received messages without decoding them.
///
/// Searching costs the same for every server's messages, and little.
final class Marker {

  private final byte[] characters;

  /// Looks for `text`, which is ASCII.
  Marker(String text) {
    characters = text.getBytes(StandardCharsets.US_ASCII);
  }

  /// How often it stands in `message`.
  int count(ByteBuffer message) {
    int count = 0;
    for (int at = next(message, message.position()); at >= 0; at = next(message, at)) {
      count++;
    }
    return count;
  }

  /// The highest number that follows it in `message`, or -1 if there is none.
  long highest(ByteBuffer message) {
    long highest = -1;
    for (int at = next(message, message.position()); at >= 0; at = next(message, at)) {
      highest = Math.max(highest, number(message, at));
    }
    return highest;
  }

  /// Where the first one ends that begins at `from` or later, or -1.
  private int next(ByteBuffer message, int from) {
    for (int start = from; start <= message.limit() - characters.length; start++) {
      if (isAt(message, start)) {
        return start + characters.length;
      }
    }
    return -1;
  }

  private boolean isAt(ByteBuffer message, int start) {
    for (int i = 0; i < characters.length; i++) {
      if (message.get(start + i) != characters[i]) {
        return false;
      }
    }
    return true;
  }

  private static long number(ByteBuffer message, int start) {
    long number = 0;
    for (int i = start; i < message.limit() && Character.isDigit(message.get(i)); i++) {
      number = number * 10 + message.get(i) - '0';
    }
    return number;
  }

  @Override
  public String toString() {
    return new String(characters, StandardCharsets.US_ASCII);
  }
}
