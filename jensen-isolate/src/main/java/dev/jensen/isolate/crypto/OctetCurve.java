package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;

/// The curves whose keys are strings of bytes rather than points; RFC 8410 has their encodings.
enum OctetCurve {
  ED25519("Ed25519", "302a300506032b6570032100", "302e020100300506032b657004220420"),
  X25519("X25519", "302a300506032b656e032100", "302e020100300506032b656e04220420");

  /// The length of every key.
  static final int KEY_BYTES = 32;

  private final String algorithm;
  private final String spkiStart;
  private final String pkcs8Start;

  OctetCurve(String algorithm, String spkiStart, String pkcs8Start) {
    this.algorithm = algorithm;
    this.spkiStart = spkiStart;
    this.pkcs8Start = pkcs8Start;
  }

  /// JCA's name of it.
  String algorithm() {
    return algorithm;
  }

  byte[] spki(byte[] publicKey) {
    return join(spkiStart, publicKey);
  }

  byte[] pkcs8(byte[] privateKey) {
    return join(pkcs8Start, privateKey);
  }

  /// The public key of a private one.
  byte[] publicOf(byte[] privateKey) throws GeneralSecurityException {
    return switch (this) {
      case X25519 ->
          OctetKeyPairs.agree(this, privateKey, Arrays.copyOf(new byte[] {9}, KEY_BYTES));
      case ED25519 -> edwardsPublicOf(privateKey);
    };
  }

  /// JCA multiplies on this curve only when it makes a pair; this one's randomness is the key.
  private static byte[] edwardsPublicOf(byte[] privateKey) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(ED25519.algorithm);
    generator.initialize(255, new Given(privateKey));
    KeyPair pair = generator.generateKeyPair();
    byte[] used = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    if (!Arrays.equals(used, privateKey)) {
      throw new IllegalStateException("the provider makes keys in another way");
    }
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  private static byte[] join(String start, byte[] key) {
    byte[] prefix = HexFormat.of().parseHex(start);
    byte[] joined = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, joined, prefix.length, key.length);
    return joined;
  }

  /// Randomness that is known beforehand.
  private static final class Given extends SecureRandom {

    private final byte[] bytes;

    Given(byte[] bytes) {
      super();
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }
}
