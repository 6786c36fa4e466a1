package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM with all tag lengths of the Web Crypto API, of which JCA knows those from 96 bits.
final class AesGcm {

  private static final int TAG_BITS_MAX = 128;
  private static final int TAG_BITS_JCA_MIN = 96;

  private final SecretKeySpec key;
  private final byte[] vector;
  private final byte[] additional;
  private final int tagBits;

  AesGcm(SecretKeySpec key, byte[] vector, byte[] additional, int tagBits) {
    this.key = key;
    this.vector = vector;
    this.additional = additional;
    this.tagBits = tagBits;
  }

  /// The encrypted data, then the tag.
  byte[] encrypt(byte[] data) throws GeneralSecurityException {
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, TAG_BITS_MAX).doFinal(data);
    // A short tag is the beginning of the long one.
    return tagBits == TAG_BITS_MAX ? sealed : Arrays.copyOf(sealed, data.length + tagBits / 8);
  }

  byte[] decrypt(byte[] sealed) throws GeneralSecurityException {
    int length = sealed.length - tagBits / 8;
    if (length < 0) {
      throw WebCryptoException.operation("The provided data is too small");
    }
    if (tagBits >= TAG_BITS_JCA_MIN) {
      return cipher(Cipher.DECRYPT_MODE, tagBits).doFinal(sealed);
    }
    // GCM encrypts by adding a key stream, so encrypting twice gives the data back; encrypting
    // those
    // again gives the whole tag, of which `sealed` has the beginning.
    byte[] twice = cipher(Cipher.ENCRYPT_MODE, TAG_BITS_MAX).doFinal(sealed, 0, length);
    byte[] data = Arrays.copyOf(twice, length);
    if (!MessageDigest.isEqual(encrypt(data), sealed)) {
      throw WebCryptoException.operation("The tag does not match");
    }
    return data;
  }

  private Cipher cipher(int mode, int bits) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(bits, vector));
    cipher.updateAAD(additional);
    return cipher;
  }
}
