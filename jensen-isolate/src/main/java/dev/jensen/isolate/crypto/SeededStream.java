package dev.jensen.isolate.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/// Randomness that the seed of an execution alone decides (`spec/function-runtime.md` §11.1).
///
/// Block `i` is SHA-256 of the stream's name, the seed and `i`. Who sees numbers of one stream
/// learns neither the seed nor anything of another stream, so what `Math.random` shows gives away
/// no secret that came from `crypto.getRandomValues`.
final class SeededStream {

  private static final int BLOCK_BYTES = 32;

  private SeededStream() {}

  /// Parameters: the stream's name, the seed's two halves, the first block, how many bytes.
  static byte[] bytes(Request request) throws GeneralSecurityException {
    byte[] name = request.text(0).getBytes(StandardCharsets.UTF_8);
    var digest = MessageDigest.getInstance("SHA-256");
    var suffix = ByteBuffer.allocate(4 * Integer.BYTES);
    suffix.putInt(request.number(1)).putInt(request.number(2));
    byte[] bytes = new byte[request.number(4)];
    long block = Long.parseLong(request.text(3));
    for (int at = 0; at < bytes.length; at += BLOCK_BYTES) {
      suffix.putLong(2 * Integer.BYTES, block++);
      digest.update(name);
      byte[] some = digest.digest(suffix.array());
      System.arraycopy(some, 0, bytes, at, Math.min(BLOCK_BYTES, bytes.length - at));
    }
    return bytes;
  }
}
