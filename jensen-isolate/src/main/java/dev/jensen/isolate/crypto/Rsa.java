package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// RSA signatures and encryption: key, then data (or the label first), then what to verify.
final class Rsa {

  private Rsa() {}

  static byte[] perform(Request request) throws GeneralSecurityException {
    return switch (request.name()) {
      case "rsa:pkcs1-sign" -> sign(pkcs1(request), request);
      case "rsa:pkcs1-verify" -> verify(pkcs1(request), request);
      case "rsa:pss-sign" -> sign(pss(request), request);
      case "rsa:pss-verify" -> verify(pss(request), request);
      case "rsa:oaep-encrypt" -> {
        var cipher = oaep();
        cipher.init(
            Cipher.ENCRYPT_MODE, RsaKeys.readPublic(request.bytes(0)), oaepParameters(request));
        yield cipher.doFinal(request.bytes(2));
      }
      case "rsa:oaep-decrypt" -> {
        var cipher = oaep();
        cipher.init(
            Cipher.DECRYPT_MODE, RsaKeys.readPrivate(request.bytes(0)), oaepParameters(request));
        yield cipher.doFinal(request.bytes(2));
      }
      default -> throw request.unknown();
    };
  }

  private static Signature pkcs1(Request request) throws GeneralSecurityException {
    return Signature.getInstance(request.hash(0).word() + "withRSA");
  }

  private static Signature pss(Request request) throws GeneralSecurityException {
    String hash = request.hash(0).title();
    var signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), request.number(1), 1));
    return signature;
  }

  private static byte[] sign(Signature signature, Request request) throws GeneralSecurityException {
    signature.initSign(RsaKeys.readPrivate(request.bytes(0)));
    signature.update(request.bytes(1));
    return signature.sign();
  }

  private static byte[] verify(Signature signature, Request request)
      throws GeneralSecurityException {
    signature.initVerify(RsaKeys.readPublic(request.bytes(0)));
    signature.update(request.bytes(1));
    try {
      return Verdict.of(signature.verify(request.bytes(2)));
    } catch (SignatureException _) {
      // What has not even the form of a signature is no signature.
      return Verdict.of(false);
    }
  }

  private static Cipher oaep() throws GeneralSecurityException {
    return Cipher.getInstance("RSA/ECB/OAEPPadding");
  }

  private static OAEPParameterSpec oaepParameters(Request request) {
    String hash = request.hash(0).title();
    return new OAEPParameterSpec(
        hash, "MGF1", new MGF1ParameterSpec(hash), new PSource.PSpecified(request.bytes(1)));
  }
}
