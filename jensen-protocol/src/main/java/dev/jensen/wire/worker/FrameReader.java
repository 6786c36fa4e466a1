package dev.jensen.wire.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Takes the fields of one received frame, in the order in which they were written.
final class FrameReader {

  private final ByteBuffer bytes;

  /// Reads an array-backed buffer from its position to its limit.
  FrameReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  int number() {
    require(Integer.BYTES);
    return bytes.getInt();
  }

  long bigNumber() {
    require(Long.BYTES);
    return bytes.getLong();
  }

  boolean flag() {
    return small() != 0;
  }

  int small() {
    require(1);
    return bytes.get();
  }

  String text() {
    int length = number();
    require(length);
    var text =
        new String(
            bytes.array(), bytes.arrayOffset() + bytes.position(), length, StandardCharsets.UTF_8);
    bytes.position(bytes.position() + length);
    return text;
  }

  @Nullable String optionalText() {
    return flag() ? text() : null;
  }

  <T> List<T> list(Supplier<T> reader) {
    int count = number();
    // Every item takes at least a byte, so a count beyond what is left is a lie.
    require(count);
    var items = new ArrayList<T>(count);
    for (int i = 0; i < count; i++) {
      items.add(reader.get());
    }
    return items;
  }

  <E extends Enum<E>> E word(Class<E> type) {
    String name = text();
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException unknown) {
      throw new MalformedFrameException("unknown word for " + type.getSimpleName());
    }
  }

  void end() {
    if (bytes.hasRemaining()) {
      throw new MalformedFrameException(bytes.remaining() + " bytes too many in a frame");
    }
  }

  private void require(int count) {
    if (count < 0 || count > bytes.remaining()) {
      throw new MalformedFrameException("a frame ends early");
    }
  }
}
