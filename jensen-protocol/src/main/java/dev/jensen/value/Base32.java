package dev.jensen.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Crockford's base32 in lower case, most significant bit first, without padding characters
/// (`spec/values-and-data.md` §4.1).
final class Base32 {

  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final byte[] DIGITS = digits();

  private Base32() {}

  private static byte[] digits() {
    byte[] digits = new byte[128];
    Arrays.fill(digits, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      digits[ALPHABET[i]] = (byte) i;
    }
    return digits;
  }

  /// How many characters so many bytes take.
  static int length(int bytes) {
    return (bytes * 8 + 4) / 5;
  }

  static String encode(byte[] bytes) {
    char[] text = new char[length(bytes.length)];
    int buffer = 0;
    int bits = 0;
    int next = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text[next++] = ALPHABET[(buffer >> bits) & 31];
      }
    }
    if (bits > 0) {
      text[next] = ALPHABET[(buffer << (5 - bits)) & 31];
    }
    return new String(text);
  }

  /// The bytes that `text` encodes, or null if it has another character or a bit too many is set.
  static byte @Nullable [] decode(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < DIGITS.length ? DIGITS[c] : -1;
      if (digit < 0) {
        return null;
      }
      buffer = (buffer << 5) | digit;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[next++] = (byte) (buffer >> bits);
      }
    }
    boolean restIsZero = (buffer & ((1 << bits) - 1)) == 0;
    return restIsZero ? bytes : null;
  }
}
