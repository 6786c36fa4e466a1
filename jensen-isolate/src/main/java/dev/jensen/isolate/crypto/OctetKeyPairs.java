package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/// Ed25519 and X25519 (RFC 8032, RFC 7748). Between operations a key, public or private, is its 32
/// bytes.
final class OctetKeyPairs {

  private OctetKeyPairs() {}

  /// The first parameter is the curve.
  static byte[] perform(Request request) throws GeneralSecurityException {
    OctetCurve curve = OctetCurve.valueOf(request.text(0).toUpperCase(java.util.Locale.ROOT));
    return switch (request.name()) {
      case "okp:generate" -> generate(curve);
      case "okp:public" -> curve.publicOf(request.bytes(0));
      case "okp:read-spki" -> readSpki(curve, request.bytes(0));
      case "okp:read-pkcs8" -> readPkcs8(curve, request.bytes(0));
      case "okp:write-spki" -> curve.spki(request.bytes(0));
      case "okp:write-pkcs8" -> curve.pkcs8(request.bytes(0));
      case "okp:sign" -> sign(curve, request);
      case "okp:verify" -> Verdict.of(verify(curve, request));
      case "okp:agree" -> agree(curve, request.bytes(0), request.bytes(1));
      default -> throw request.unknown();
    };
  }

  static byte[] agree(OctetCurve curve, byte[] privateBytes, byte[] publicBytes)
      throws GeneralSecurityException {
    var agreement = KeyAgreement.getInstance(curve.algorithm());
    agreement.init(privateKey(curve, privateBytes));
    agreement.doPhase(publicKey(curve, publicBytes), true);
    return agreement.generateSecret();
  }

  private static byte[] generate(OctetCurve curve) throws GeneralSecurityException {
    byte[] key = new byte[OctetCurve.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Fields.of(curve.publicOf(key), key);
  }

  private static byte[] readSpki(OctetCurve curve, byte[] spki) throws GeneralSecurityException {
    try {
      var key = KeyFactory.getInstance(curve.algorithm());
      byte[] encoded = key.generatePublic(new X509EncodedKeySpec(spki)).getEncoded();
      return Arrays.copyOfRange(encoded, encoded.length - OctetCurve.KEY_BYTES, encoded.length);
    } catch (GeneralSecurityException _) {
      throw WebCryptoException.data("Not the SubjectPublicKeyInfo of such a key");
    }
  }

  private static byte[] readPkcs8(OctetCurve curve, byte[] pkcs8) throws GeneralSecurityException {
    try {
      var factory = KeyFactory.getInstance(curve.algorithm());
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return switch (key) {
        case EdECPrivateKey edwards -> edwards.getBytes().orElseThrow();
        case XECPrivateKey montgomery -> montgomery.getScalar().orElseThrow();
        default -> throw new IllegalStateException("a key of another kind");
      };
    } catch (GeneralSecurityException _) {
      throw WebCryptoException.data("Not the PrivateKeyInfo of such a key");
    }
  }

  private static byte[] sign(OctetCurve curve, Request request) throws GeneralSecurityException {
    var signature = Signature.getInstance(curve.algorithm());
    signature.initSign(privateKey(curve, request.bytes(0)));
    signature.update(request.bytes(1));
    return signature.sign();
  }

  private static boolean verify(OctetCurve curve, Request request) throws GeneralSecurityException {
    var signature = Signature.getInstance(curve.algorithm());
    try {
      signature.initVerify(publicKey(curve, request.bytes(0)));
      signature.update(request.bytes(1));
      return signature.verify(request.bytes(2));
    } catch (SignatureException | java.security.InvalidKeyException _) {
      // What has not even the form of a signature, or is said to be from no key, is no signature.
      return false;
    }
  }

  private static PrivateKey privateKey(OctetCurve curve, byte[] key)
      throws GeneralSecurityException {
    return KeyFactory.getInstance(curve.algorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(curve.pkcs8(key)));
  }

  private static PublicKey publicKey(OctetCurve curve, byte[] key) throws GeneralSecurityException {
    return KeyFactory.getInstance(curve.algorithm())
        .generatePublic(new X509EncodedKeySpec(curve.spki(key)));
  }
}
