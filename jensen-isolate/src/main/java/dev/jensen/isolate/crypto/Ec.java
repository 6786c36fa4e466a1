package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import javax.crypto.KeyAgreement;

/// ECDSA and ECDH on the NIST curves: key, then data or the other key, then what to verify.
/// Signatures are r and s, each as long as the curve's numbers.
final class Ec {

  private Ec() {}

  static byte[] perform(Request request) throws GeneralSecurityException {
    Curve curve = request.curve(0);
    return switch (request.name()) {
      case "ec:sign" -> {
        ECPrivateKey key = EcKeys.privateKey(curve, request.bytes(0));
        yield sign(request.hash(1), key, request.bytes(1));
      }
      case "ec:verify" -> {
        ECPublicKey key = EcKeys.publicKey(curve, request.bytes(0));
        byte[] signature = request.bytes(2);
        yield Verdict.of(verify(request.hash(1), key, request.bytes(1), signature));
      }
      case "ec:agree" ->
          agree(
              EcKeys.privateKey(curve, request.bytes(0)),
              EcKeys.publicKey(curve, request.bytes(1)));
      default -> throw request.unknown();
    };
  }

  /// Whether one is the private and one the public key of the same pair.
  static boolean belongTogether(ECPrivateKey privateKey, ECPublicKey publicKey)
      throws GeneralSecurityException {
    byte[] data = new byte[0];
    return verify(Hash.SHA_256, publicKey, data, sign(Hash.SHA_256, privateKey, data));
  }

  /// The x of the product.
  static byte[] agree(ECPrivateKey privateKey, ECPublicKey publicKey)
      throws GeneralSecurityException {
    var agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(privateKey);
    agreement.doPhase(publicKey, true);
    return agreement.generateSecret();
  }

  private static byte[] sign(Hash hash, ECPrivateKey key, byte[] data)
      throws GeneralSecurityException {
    Signature signature = algorithm(hash);
    signature.initSign(key);
    signature.update(data);
    return signature.sign();
  }

  private static boolean verify(Hash hash, ECPublicKey key, byte[] data, byte[] signed)
      throws GeneralSecurityException {
    Signature signature = algorithm(hash);
    signature.initVerify(key);
    signature.update(data);
    try {
      return signature.verify(signed);
    } catch (SignatureException _) {
      // What has not even the form of a signature is no signature.
      return false;
    }
  }

  private static Signature algorithm(Hash hash) throws GeneralSecurityException {
    return Signature.getInstance(hash.word() + "withECDSAinP1363Format");
  }
}
