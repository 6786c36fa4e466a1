package dev.jensen.isolate.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/// HKDF (RFC 5869) and PBKDF2 (RFC 8018, 5.2) over JCA's HMAC. The JDK's own versions know fewer
/// hashes, or take passwords as text only.
final class KeyDerivation {

  /// Seconds, during which nothing else runs in this process; several times what is recommended.
  private static final long ROUNDS_MAX = 3_000_000;

  private KeyDerivation() {}

  static byte[] perform(Request request) throws GeneralSecurityException {
    Hash hash = request.hash(0);
    return switch (request.name()) {
      case "derive:hkdf" ->
          hkdf(hash, request.number(1), request.bytes(0), request.bytes(1), request.bytes(2));
      case "derive:pbkdf2" -> {
        long iterations = Long.parseLong(request.text(2));
        Mac password = hash.mac(request.bytes(0));
        yield pbkdf2(password, request.bytes(1), iterations, request.number(1));
      }
      default -> throw request.unknown();
    };
  }

  private static byte[] hkdf(Hash hash, int length, byte[] secret, byte[] salt, byte[] info)
      throws GeneralSecurityException {
    Mac expander = hash.mac(hash.mac(salt).doFinal(secret));
    byte[] derived = new byte[length];
    byte[] block = new byte[0];
    byte counter = 1;
    for (int at = 0; at < length; at += block.length) {
      expander.update(block);
      expander.update(info);
      expander.update(counter++);
      block = expander.doFinal();
      System.arraycopy(block, 0, derived, at, Math.min(block.length, length - at));
    }
    return derived;
  }

  private static byte[] pbkdf2(Mac password, byte[] salt, long iterations, int length)
      throws GeneralSecurityException {
    int blockBytes = password.getMacLength();
    long blocks = (length + blockBytes - 1L) / blockBytes;
    if (blocks * iterations > ROUNDS_MAX) {
      throw WebCryptoException.operation("Too many iterations: at most " + ROUNDS_MAX);
    }
    var derived = ByteBuffer.allocate((int) blocks * blockBytes);
    for (int i = 1; i <= blocks; i++) {
      password.update(salt);
      password.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, i));
      derived.put(iterate(password, password.doFinal(), iterations));
    }
    return Arrays.copyOf(derived.array(), length);
  }

  private static byte[] iterate(Mac password, byte[] first, long iterations)
      throws GeneralSecurityException {
    byte[] sum = first.clone();
    byte[] last = first;
    for (long i = 1; i < iterations; i++) {
      password.update(last);
      password.doFinal(last, 0);
      for (int j = 0; j < sum.length; j++) {
        sum[j] ^= last[j];
      }
    }
    return sum;
  }
}
