package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The hash functions of the Web Crypto API.
enum Hash {
  SHA_1("SHA-1", "SHA1", 20),
  SHA_256("SHA-256", "SHA256", 32),
  SHA_384("SHA-384", "SHA384", 48),
  SHA_512("SHA-512", "SHA512", 64);

  private final String title;
  private final String word;
  private final int length;

  Hash(String title, String word, int length) {
    this.title = title;
    this.word = word;
    this.length = length;
  }

  static Hash named(String name) {
    for (Hash hash : values()) {
      if (hash.title.equals(name)) {
        return hash;
      }
    }
    throw new IllegalStateException("unknown hash: " + name);
  }

  /// The name that `MessageDigest` and parameter specifications use, such as `SHA-256`.
  String title() {
    return title;
  }

  /// The name as a part of others, such as `SHA256` in `SHA256withRSA`.
  String word() {
    return word;
  }

  /// The length of a digest in bytes.
  int length() {
    return length;
  }

  byte[] digest(byte[] data) throws GeneralSecurityException {
    return MessageDigest.getInstance(title).digest(data);
  }

  /// HMAC with this hash.
  Mac mac(byte[] key) throws GeneralSecurityException {
    var mac = Mac.getInstance("Hmac" + word);
    // HMAC fills keys up with zeros, so one zero is the same as nothing, which JCA refuses.
    mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "Hmac" + word));
    return mac;
  }
}
