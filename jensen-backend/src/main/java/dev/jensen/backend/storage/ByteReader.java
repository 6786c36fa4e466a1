package dev.jensen.backend.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads what [ByteWriter] wrote; anything else is a [StorageException].
final class ByteReader {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private int position;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int readByte() {
    require(1);
    return bytes[position++] & 0xff;
  }

  long readLong() {
    require(Long.BYTES);
    long value = (long) LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  int readLength() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = readByte();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        require(value);
        return value;
      }
    }
    throw broken();
  }

  byte[] readBytes(int count) {
    require(count);
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  byte[] readBlock() {
    return readBytes(readLength());
  }

  String readText() {
    int count = readLength();
    position += count;
    return new String(bytes, position - count, count, StandardCharsets.UTF_8);
  }

  void requireEnd() {
    if (position != bytes.length) {
      throw broken();
    }
  }

  StorageException broken() {
    return broken(null);
  }

  StorageException broken(@Nullable Throwable cause) {
    return new StorageException(
        "A stored record is damaged (at byte %d of %d). Restore the data from a backup."
            .formatted(position, bytes.length),
        cause);
  }

  private void require(int count) {
    if (count < 0 || bytes.length - position < count) {
      throw broken();
    }
  }
}
