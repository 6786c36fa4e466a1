package dev.jensen.isolate.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-CTR whose counter is the last bits of the block, not all of it as in JCA: when those bits
/// overflow, the rest of the block stays as it is.
///
/// Encryption and decryption are the same.
final class AesCtr {

  private static final int BLOCK_BYTES = 16;

  private final SecretKeySpec key;
  private final byte[] start;
  private final int counterBits;

  AesCtr(SecretKeySpec key, byte[] start, int counterBits) {
    this.key = key;
    this.start = start;
    this.counterBits = counterBits;
  }

  byte[] apply(byte[] data) throws GeneralSecurityException {
    BigInteger period = BigInteger.ONE.shiftLeft(counterBits);
    BigInteger block = new BigInteger(1, start);
    BigInteger counter = block.mod(period);
    long blocks = (data.length + BLOCK_BYTES - 1L) / BLOCK_BYTES;
    if (BigInteger.valueOf(blocks).compareTo(period) > 0) {
      throw WebCryptoException.operation("The counter is too short for the data");
    }
    BigInteger beforeOverflow = period.subtract(counter);
    if (BigInteger.valueOf(blocks).compareTo(beforeOverflow) <= 0) {
      return cipher(start).doFinal(data);
    }
    int split = beforeOverflow.intValueExact() * BLOCK_BYTES;
    byte[] result = new byte[data.length];
    cipher(start).doFinal(data, 0, split, result, 0);
    byte[] overflown = Unsigned.bytes(block.subtract(counter), BLOCK_BYTES);
    cipher(overflown).doFinal(data, split, data.length - split, result, split);
    return result;
  }

  private Cipher cipher(byte[] counter) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
    return cipher;
  }
}
