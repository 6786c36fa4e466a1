package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in the modes of the Web Crypto API: key, then initialization vector, then data.
final class Aes {

  private Aes() {}

  static byte[] perform(Request request) throws GeneralSecurityException {
    var key = new SecretKeySpec(request.bytes(0), "AES");
    return switch (request.name()) {
      case "aes:cbc-encrypt" -> cbc(Cipher.ENCRYPT_MODE, key, request);
      case "aes:cbc-decrypt" -> cbc(Cipher.DECRYPT_MODE, key, request);
      case "aes:ctr" ->
          new AesCtr(key, request.bytes(1), request.number(0)).apply(request.bytes(2));
      case "aes:gcm-encrypt" -> gcm(key, request).encrypt(request.bytes(3));
      case "aes:gcm-decrypt" -> gcm(key, request).decrypt(request.bytes(3));
      case "aes:wrap" -> wrap(Cipher.ENCRYPT_MODE, key, request);
      case "aes:unwrap" -> wrap(Cipher.DECRYPT_MODE, key, request);
      default -> throw request.unknown();
    };
  }

  private static byte[] cbc(int mode, SecretKeySpec key, Request request)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, key, new IvParameterSpec(request.bytes(1)));
    return cipher.doFinal(request.bytes(2));
  }

  /// Key, initialization vector, additional data.
  private static AesGcm gcm(SecretKeySpec key, Request request) {
    return new AesGcm(key, request.bytes(1), request.bytes(2), request.number(0));
  }

  /// RFC 3394.
  private static byte[] wrap(int mode, SecretKeySpec key, Request request)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/KW/NoPadding");
    cipher.init(mode, key);
    return cipher.doFinal(request.bytes(1));
  }
}
