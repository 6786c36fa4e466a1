package dev.jensen.wire.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Appends the fields of a frame to a growing buffer.
final class FrameWriter {

  private byte[] bytes = new byte[512];
  private int size;

  void number(int value) {
    reserve(Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(size, value);
    size += Integer.BYTES;
  }

  void number(long value) {
    reserve(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(size, value);
    size += Long.BYTES;
  }

  void flag(boolean value) {
    small(value ? 1 : 0);
  }

  void small(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void text(String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    number(encoded.length);
    reserve(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
  }

  void optionalText(@Nullable String value) {
    flag(value != null);
    if (value != null) {
      text(value);
    }
  }

  <T> void list(List<T> items, Consumer<T> writer) {
    number(items.size());
    items.forEach(writer);
  }

  /// Overwrites the int at `offset`.
  void numberAt(int offset, int value) {
    ByteBuffer.wrap(bytes).putInt(offset, value);
  }

  int size() {
    return size;
  }

  /// What was written so far, sharing this buffer.
  ByteBuffer written() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private void reserve(int more) {
    long needed = (long) size + more;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new MalformedFrameException("frame over 2 GiB");
    }
    if (needed > bytes.length) {
      long doubled = Math.min((long) bytes.length * 2, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }
}
