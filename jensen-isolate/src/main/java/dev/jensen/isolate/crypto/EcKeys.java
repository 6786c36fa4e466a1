package dev.jensen.isolate.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/// Keys on the NIST curves, in and out. Between operations a public key is its uncompressed point
/// (4, x, y); a private one is its number and, where it is known, the x and y of the public one.
final class EcKeys {

  private static final byte UNCOMPRESSED = 4;

  private EcKeys() {}

  static byte[] perform(Request request) throws GeneralSecurityException {
    Curve curve = request.curve(0);
    if (request.name().equals("ec-key:generate")) {
      return generate(curve);
    }
    byte[] data = request.bytes(0);
    return switch (request.name()) {
      case "ec-key:read-raw" -> point(curve, readPoint(curve, data));
      case "ec-key:read-spki" -> readSpki(curve, data);
      case "ec-key:read-pkcs8" -> readPkcs8(curve, data);
      case "ec-key:check-private" -> checked(curve, data);
      case "ec-key:complete-private" -> completed(curve, data);
      case "ec-key:write-spki" -> publicKey(curve, data).getEncoded();
      case "ec-key:write-pkcs8" -> writePkcs8(curve, completed(curve, data));
      default -> throw request.unknown();
    };
  }

  static ECPublicKey publicKey(Curve curve, byte[] point) throws GeneralSecurityException {
    return publicKey(curve, readPoint(curve, point));
  }

  static ECPublicKey publicKey(Curve curve, ECPoint point) throws GeneralSecurityException {
    var spec = new ECPublicKeySpec(point, curve.parameters());
    return (ECPublicKey) factory().generatePublic(spec);
  }

  static ECPrivateKey privateKey(Curve curve, byte[] key) throws GeneralSecurityException {
    BigInteger number = Unsigned.number(Arrays.copyOf(key, curve.length()));
    var parameters = curve.parameters();
    if (number.signum() == 0 || number.compareTo(parameters.getOrder()) >= 0) {
      throw WebCryptoException.data("The private key is out of range");
    }
    return (ECPrivateKey) factory().generatePrivate(new ECPrivateKeySpec(number, parameters));
  }

  private static KeyFactory factory() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC");
  }

  private static byte[] generate(Curve curve) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(curve.generation());
    var pair = generator.generateKeyPair();
    byte[] number = Unsigned.bytes(((ECPrivateKey) pair.getPrivate()).getS(), curve.length());
    return join(number, point(curve, ((ECPublicKey) pair.getPublic()).getW()));
  }

  /// The private number, then x and y of `point`.
  private static byte[] join(byte[] number, byte[] point) {
    byte[] joined = Arrays.copyOf(number, number.length + point.length - 1);
    System.arraycopy(point, 1, joined, number.length, point.length - 1);
    return joined;
  }

  private static byte[] point(Curve curve, ECPoint point) {
    int length = curve.length();
    byte[] bytes = new byte[1 + 2 * length];
    bytes[0] = UNCOMPRESSED;
    System.arraycopy(Unsigned.bytes(point.getAffineX(), length), 0, bytes, 1, length);
    System.arraycopy(Unsigned.bytes(point.getAffineY(), length), 0, bytes, 1 + length, length);
    return bytes;
  }

  /// SEC 1, 2.3.4; the point at infinity is no key.
  private static ECPoint readPoint(Curve curve, byte[] bytes) throws GeneralSecurityException {
    int length = curve.length();
    ECPoint point = null;
    if (bytes.length == 1 + 2 * length && bytes[0] == UNCOMPRESSED) {
      point = uncompressed(bytes, length);
    } else if (bytes.length == 1 + length && (bytes[0] == 2 || bytes[0] == 3)) {
      point = curve.pointAt(Unsigned.number(Arrays.copyOfRange(bytes, 1, bytes.length)));
      if (point != null && point.getAffineY().testBit(0) != (bytes[0] == 3)) {
        point = curve.mirrored(point);
      }
    }
    if (point == null || !curve.contains(point)) {
      throw WebCryptoException.data("Not a point on the curve");
    }
    return point;
  }

  private static ECPoint uncompressed(byte[] bytes, int length) {
    return new ECPoint(
        Unsigned.number(Arrays.copyOfRange(bytes, 1, 1 + length)),
        Unsigned.number(Arrays.copyOfRange(bytes, 1 + length, bytes.length)));
  }

  private static byte[] readSpki(Curve curve, byte[] spki) throws GeneralSecurityException {
    try {
      var key = (ECPublicKey) factory().generatePublic(new X509EncodedKeySpec(spki));
      if (curve.isOf(key.getParams()) && curve.contains(key.getW())) {
        return point(curve, key.getW());
      }
    } catch (GeneralSecurityException _) {
      // The answer is the same.
    }
    throw WebCryptoException.data("Not the SubjectPublicKeyInfo of a key on this curve");
  }

  private static byte[] readPkcs8(Curve curve, byte[] pkcs8) throws GeneralSecurityException {
    try {
      var key = (ECPrivateKey) factory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (curve.isOf(key.getParams())) {
        byte[] number = Unsigned.bytes(key.getS(), curve.length());
        privateKey(curve, number);
        return number;
      }
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // The answer is the same.
    }
    throw WebCryptoException.data("Not the PrivateKeyInfo of a key on this curve");
  }

  /// A private key with its public one, if they belong together.
  private static byte[] checked(Curve curve, byte[] key) throws GeneralSecurityException {
    ECPrivateKey privateKey = privateKey(curve, key);
    byte[] bytes = publicPart(curve, key);
    if (!Ec.belongTogether(privateKey, publicKey(curve, bytes))) {
      throw WebCryptoException.data("The public key does not belong to the private one");
    }
    return key;
  }

  private static byte[] publicPart(Curve curve, byte[] key) {
    byte[] bytes = Arrays.copyOfRange(key, curve.length() - 1, key.length);
    bytes[0] = UNCOMPRESSED;
    return bytes;
  }

  /// A private key with its public one.
  ///
  /// JCA multiplies points only to agree on a secret: agreeing with the generator of the curve
  /// gives the x of the public key, and a signature tells which of the two points there it is.
  private static byte[] completed(Curve curve, byte[] key) throws GeneralSecurityException {
    if (key.length > curve.length()) {
      return key;
    }
    ECPrivateKey privateKey = privateKey(curve, key);
    var generator = publicKey(curve, curve.parameters().getGenerator());
    ECPoint point = curve.pointAt(Unsigned.number(Ec.agree(privateKey, generator)));
    if (point == null) {
      throw new IllegalStateException("a product that is not on its curve");
    }
    boolean found = Ec.belongTogether(privateKey, publicKey(curve, point));
    return join(key, point(curve, found ? point : curve.mirrored(point)));
  }

  /// RFC 5915 in RFC 5958; JCA leaves the public key out, which others want.
  private static byte[] writePkcs8(Curve curve, byte[] key) throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.EC_PUBLIC_KEY, curve.identifier());
    byte[] publicPoint = publicPart(curve, key);
    byte[] content =
        Der.sequence(
            Der.integer(1),
            Der.octets(Arrays.copyOf(key, curve.length())),
            Der.tagged(1, Der.bits(publicPoint)));
    return Der.sequence(Der.integer(0), algorithm, Der.octets(content));
  }
}
