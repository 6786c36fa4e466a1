package dev.jensen.isolate.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The elliptic curves of the Web Crypto API.
enum Curve {
  P_256("P-256", "secp256r1", 32, "06082a8648ce3d030107"),
  P_384("P-384", "secp384r1", 48, "06052b81040022"),
  P_521("P-521", "secp521r1", 66, "06052b81040023");

  private final String title;
  private final String standardName;
  private final int length;
  private final String identifier;

  Curve(String title, String standardName, int length, String identifier) {
    this.title = title;
    this.standardName = standardName;
    this.length = length;
    this.identifier = identifier;
  }

  static Curve named(String name) {
    for (Curve curve : values()) {
      if (curve.title.equals(name)) {
        return curve;
      }
    }
    throw new IllegalStateException("unknown curve: " + name);
  }

  ECGenParameterSpec generation() {
    return new ECGenParameterSpec(standardName);
  }

  /// The length of a coordinate or a private key in bytes.
  int length() {
    return length;
  }

  /// The object identifier, encoded in DER.
  byte[] identifier() {
    return HexFormat.of().parseHex(identifier);
  }

  ECParameterSpec parameters() throws GeneralSecurityException {
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(generation());
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  /// Whether a key has this curve.
  boolean isOf(ECParameterSpec others) throws GeneralSecurityException {
    var own = parameters();
    return own.getCurve().equals(others.getCurve())
        && own.getGenerator().equals(others.getGenerator())
        && own.getOrder().equals(others.getOrder());
  }

  boolean contains(ECPoint point) throws GeneralSecurityException {
    BigInteger prime = prime();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    return x.compareTo(prime) < 0
        && y.compareTo(prime) < 0
        && y.multiply(y).mod(prime).equals(squareAt(x));
  }

  /// One of the two points at `x`, or null if there is none.
  @Nullable ECPoint pointAt(BigInteger x) throws GeneralSecurityException {
    BigInteger prime = prime();
    // Each of these primes is 3 modulo 4, so this power is a root of what has roots.
    BigInteger root = squareAt(x).modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
    var point = new ECPoint(x, root);
    return contains(point) ? point : null;
  }

  /// The other point with the same x.
  ECPoint mirrored(ECPoint point) throws GeneralSecurityException {
    return new ECPoint(point.getAffineX(), prime().subtract(point.getAffineY()).mod(prime()));
  }

  private BigInteger squareAt(BigInteger x) throws GeneralSecurityException {
    var curve = parameters().getCurve();
    return x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(prime());
  }

  private BigInteger prime() throws GeneralSecurityException {
    return ((ECFieldFp) parameters().getCurve().getField()).getP();
  }
}
