package dev.jensen.isolate.crypto;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// The few forms of DER (X.690) that the JDK does not write for us.
final class Der {

  /// The object identifier 1.2.840.10045.2.1, encoded.
  static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Der() {}

  static byte[] sequence(byte[]... elements) {
    return element(0x30, elements);
  }

  /// @param value from 0 to 127
  static byte[] integer(int value) {
    return element(0x02, new byte[] {(byte) value});
  }

  static byte[] octets(byte[] value) {
    return element(0x04, value);
  }

  static byte[] bits(byte[] value) {
    return element(0x03, new byte[] {0}, value);
  }

  static byte[] tagged(int number, byte[] element) {
    return element(0xa0 | number, element);
  }

  private static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    var out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length >= 0x100) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length >= 0x80) {
      out.write(0x81);
    }
    out.write(length);
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }
}
