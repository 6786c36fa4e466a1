package dev.jensen.isolate.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;

/// RSA keys in and out. Between operations a public key is its SubjectPublicKeyInfo and a private
/// one its PrivateKeyInfo; numbers are unsigned, big-endian.
final class RsaKeys {

  /// A key of this size takes seconds to find, the next size minutes.
  private static final int MODULUS_BITS_MAX = 8192;

  private RsaKeys() {}

  static byte[] perform(Request request) throws GeneralSecurityException {
    return switch (request.name()) {
      case "rsa-key:generate" -> generate(request.number(0), request.bytes(0));
      case "rsa-key:read-spki" -> described(readPublic(request.bytes(0)));
      case "rsa-key:read-pkcs8" -> described(readPrivate(request.bytes(0)));
      case "rsa-key:join-public" -> described(joinPublic(request));
      case "rsa-key:join-private" -> described(joinPrivate(request));
      case "rsa-key:split-public" -> split(readPublic(request.bytes(0)));
      case "rsa-key:split-private" -> split(readPrivate(request.bytes(0)));
      default -> throw request.unknown();
    };
  }

  static RSAPublicKey readPublic(byte[] spki) throws GeneralSecurityException {
    try {
      return (RSAPublicKey) factory().generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException e) {
      throw WebCryptoException.data("Not the SubjectPublicKeyInfo of an RSA key");
    }
  }

  static RSAPrivateCrtKey readPrivate(byte[] pkcs8) throws GeneralSecurityException {
    try {
      return (RSAPrivateCrtKey) factory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | ClassCastException e) {
      throw WebCryptoException.data("Not the PrivateKeyInfo of an RSA key");
    }
  }

  private static KeyFactory factory() throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA");
  }

  private static byte[] generate(int bits, byte[] exponent) throws GeneralSecurityException {
    if (bits > MODULUS_BITS_MAX) {
      throw WebCryptoException.operation("modulusLength is above " + MODULUS_BITS_MAX);
    }
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, Unsigned.number(exponent)));
    var pair = generator.generateKeyPair();
    return Fields.of(pair.getPublic().getEncoded(), pair.getPrivate().getEncoded());
  }

  /// The key as it is kept, its modulus and its exponent.
  private static byte[] described(RSAPublicKey key) {
    return described(key.getEncoded(), key, key.getPublicExponent());
  }

  private static byte[] described(RSAPrivateCrtKey key) {
    return described(key.getEncoded(), key, key.getPublicExponent());
  }

  private static byte[] described(byte[] kept, RSAKey key, BigInteger exponent) {
    return Fields.of(kept, Unsigned.bytes(key.getModulus()), Unsigned.bytes(exponent));
  }

  /// Modulus, public exponent.
  private static RSAPublicKey joinPublic(Request request) throws GeneralSecurityException {
    try {
      var spec = new RSAPublicKeySpec(number(request, 0), number(request, 1));
      return (RSAPublicKey) factory().generatePublic(spec);
    } catch (GeneralSecurityException e) {
      throw WebCryptoException.data("The JWK is no RSA public key: " + e.getMessage());
    }
  }

  /// Modulus, public exponent, private exponent, primes, their exponents, coefficient: the order of
  /// RFC 8017, A.1.2.
  private static RSAPrivateCrtKey joinPrivate(Request request) throws GeneralSecurityException {
    var spec =
        new RSAPrivateCrtKeySpec(
            number(request, 0),
            number(request, 1),
            number(request, 2),
            number(request, 3),
            number(request, 4),
            number(request, 5),
            number(request, 6),
            number(request, 7));
    try {
      if (isConsistent(spec)) {
        return (RSAPrivateCrtKey) factory().generatePrivate(spec);
      }
    } catch (GeneralSecurityException | ArithmeticException _) {
      // The answer is the same.
    }
    throw WebCryptoException.data("The JWK is no RSA private key");
  }

  /// Whether the numbers belong together (RFC 8017, 3.2), so that what is signed can be verified.
  private static boolean isConsistent(RSAPrivateCrtKeySpec key) {
    BigInteger p = key.getPrimeP();
    BigInteger q = key.getPrimeQ();
    BigInteger beforeP = p.subtract(BigInteger.ONE);
    BigInteger beforeQ = q.subtract(BigInteger.ONE);
    BigInteger product = key.getPublicExponent().multiply(key.getPrivateExponent());
    return p.multiply(q).equals(key.getModulus())
        && product.mod(beforeP).equals(BigInteger.ONE)
        && product.mod(beforeQ).equals(BigInteger.ONE)
        && key.getPrivateExponent().mod(beforeP).equals(key.getPrimeExponentP())
        && key.getPrivateExponent().mod(beforeQ).equals(key.getPrimeExponentQ())
        && key.getCrtCoefficient().multiply(q).mod(p).equals(BigInteger.ONE);
  }

  private static BigInteger number(Request request, int index) {
    return Unsigned.number(request.bytes(index));
  }

  private static byte[] split(RSAPublicKey key) {
    return Fields.of(Unsigned.bytes(key.getModulus()), Unsigned.bytes(key.getPublicExponent()));
  }

  private static byte[] split(RSAPrivateCrtKey key) {
    return Fields.of(
        Unsigned.bytes(key.getModulus()),
        Unsigned.bytes(key.getPublicExponent()),
        Unsigned.bytes(key.getPrivateExponent()),
        Unsigned.bytes(key.getPrimeP()),
        Unsigned.bytes(key.getPrimeQ()),
        Unsigned.bytes(key.getPrimeExponentP()),
        Unsigned.bytes(key.getPrimeExponentQ()),
        Unsigned.bytes(key.getCrtCoefficient()));
  }
}
