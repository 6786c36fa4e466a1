package dev.jensen.isolate.crypto;

/// A yes or no as the one byte that the prelude reads.
final class Verdict {

  private Verdict() {}

  static byte[] of(boolean holds) {
    return new byte[] {(byte) (holds ? 1 : 0)};
  }
}
