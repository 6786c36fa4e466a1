package dev.jensen.isolate.crypto;

import java.nio.ByteBuffer;

/// Several byte strings as one, each after its length in four bytes, big-endian.
final class Fields {

  private Fields() {}

  static byte[] of(byte[]... fields) {
    int length = 0;
    for (byte[] field : fields) {
      length += Integer.BYTES + field.length;
    }
    var packed = ByteBuffer.allocate(length);
    for (byte[] field : fields) {
      packed.putInt(field.length).put(field);
    }
    return packed.array();
  }
}
