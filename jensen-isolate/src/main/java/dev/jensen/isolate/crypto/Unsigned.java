package dev.jensen.isolate.crypto;

import java.math.BigInteger;

/// Numbers as unsigned big-endian bytes.
final class Unsigned {

  private Unsigned() {}

  static BigInteger number(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  /// As few bytes as it takes.
  static byte[] bytes(BigInteger number) {
    return bytes(number, Math.max(1, (number.bitLength() + 7) / 8));
  }

  /// @throws IllegalArgumentException if so few bytes cannot hold it
  static byte[] bytes(BigInteger number, int length) {
    byte[] signed = number.toByteArray();
    int skipped = signed[0] == 0 && signed.length > 1 ? 1 : 0;
    int significant = signed.length - skipped;
    if (number.signum() < 0 || significant > length) {
      throw new IllegalArgumentException("a number that needs more than " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    System.arraycopy(signed, skipped, bytes, length - significant, significant);
    return bytes;
  }
}
