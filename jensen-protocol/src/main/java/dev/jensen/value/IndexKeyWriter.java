package dev.jensen.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes the bytes of an [IndexKey] (`docs/formats/index-key.md`).
final class IndexKeyWriter {

  private static final int END = 0x00;
  private static final int UNDEFINED = 0x01;
  private static final int NULL = 0x03;

  /// Negative integers have the three tags below this one, the wider the smaller.
  private static final int NEGATIVE_ONE_BYTE = 0x07;

  private static final int ZERO = 0x08;

  /// Positive integers have the three tags above this one, the wider the greater.
  private static final int POSITIVE_ONE_BYTE = 0x09;

  private static final int POSITIVE_EIGHT_BYTES = 0x0c;
  private static final int FLOAT64 = 0x0d;
  private static final int FALSE = 0x0e;
  private static final int TRUE = 0x0f;
  private static final int TEXT = 0x10;
  private static final int BYTES = 0x11;
  private static final int ARRAY = 0x12;
  private static final int OBJECT = 0x15;

  /// After a zero byte: it belongs to the content and does not end it. Greater than every tag, so
  /// that content which goes on sorts behind content which ends, whatever follows.
  private static final int GOES_ON = 0xff;

  private byte[] bytes = new byte[64];
  private int length;

  /// Appends one field; null stands for undefined.
  void field(@Nullable Value value) {
    if (value == null) {
      put(UNDEFINED);
    } else {
      value(value);
    }
  }

  /// The array that is being filled.
  byte[] bytes() {
    return bytes;
  }

  /// How much of the array is filled.
  int length() {
    return length;
  }

  private void value(Value value) {
    switch (value) {
      case Value.Null n -> put(NULL);
      case Value.Int64 n -> integer(n.value());
      case Value.CommitTimestamp t -> afterEveryInteger();
      case Value.Float64 n -> number(n.bits());
      case Value.Bool b -> put(b.value() ? TRUE : FALSE);
      case Value.Text t -> {
        put(TEXT);
        text(t.value());
      }
      case Value.Bytes b -> {
        put(BYTES);
        content(b.content());
      }
      case Value.Array a -> array(a);
      case Value.Obj o -> object(o.entries());
    }
  }

  private void integer(long number) {
    if (number == 0) {
      put(ZERO);
      return;
    }
    int doublings = doublings(number);
    put(number < 0 ? NEGATIVE_ONE_BYTE - doublings : POSITIVE_ONE_BYTE + doublings);
    bigEndian(number, 1 << doublings);
  }

  /// The tag says positive, the bits say negative: so no integer is written.
  private void afterEveryInteger() {
    put(POSITIVE_EIGHT_BYTES);
    bigEndian(-1, Long.BYTES);
  }

  /// How often one byte must be doubled to hold `number` with its sign.
  private static int doublings(long number) {
    if (number == (byte) number) {
      return 0;
    }
    if (number == (short) number) {
      return 1;
    }
    return number == (int) number ? 2 : 3;
  }

  private void number(long bits) {
    put(FLOAT64);
    bigEndian(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE, Long.BYTES);
  }

  private void array(Value.Array array) {
    put(ARRAY);
    for (Value item : array.items()) {
      value(item);
    }
    put(END);
  }

  private void object(Fields fields) {
    put(OBJECT);
    for (int i = 0; i < fields.size(); i++) {
      text(fields.name(i));
      if (fields.name(i).isEmpty()) {
        put(GOES_ON);
      }
      value(fields.value(i));
    }
    put(END);
  }

  private void text(String text) {
    // A character takes at most three bytes (a surrogate pair four), a zero with its escape two.
    reserve(3 * text.length() + 1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        bytes[length++] = 0;
        bytes[length++] = (byte) GOES_ON;
      } else if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | (c >> 6));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)) {
        supplementary(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        bytes[length++] = (byte) (0xe0 | (c >> 12));
        bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
      }
    }
    bytes[length++] = END;
  }

  private void supplementary(int codePoint) {
    bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
  }

  private void content(byte[] content) {
    reserve(2 * content.length + 1);
    for (byte b : content) {
      bytes[length++] = b;
      if (b == 0) {
        bytes[length++] = (byte) GOES_ON;
      }
    }
    bytes[length++] = END;
  }

  private void bigEndian(long number, int width) {
    reserve(width);
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (number >> shift);
    }
  }

  private void put(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
