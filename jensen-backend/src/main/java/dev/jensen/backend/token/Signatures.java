package dev.jensen.backend.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Signatures of the few kinds that tokens may have. The kind of the key decides how it is used;
/// there is no way to use one as a secret (`spec/auth.md` §20.3).
final class Signatures {

  private static final int RSA_BITS_MIN = 2048;
  private static final int RSA_BITS_MAX = 8192;

  private Signatures() {}

  /// Whether `key` is of the kind that `algorithm` needs.
  static boolean fits(JWK key, JWSAlgorithm algorithm) {
    return switch (key) {
      case RSAKey _ -> algorithm.equals(JWSAlgorithm.RS256);
      case ECKey ec -> algorithm.equals(JWSAlgorithm.ES256) && ec.getCurve().equals(Curve.P_256);
      case OctetKeyPair pair ->
          algorithm.equals(JWSAlgorithm.EdDSA) && pair.getCurve().equals(Curve.Ed25519);
      default -> false;
    };
  }

  /// Checks the signature of `token` with a key that fits its algorithm.
  ///
  /// @return why it does not check, or null if it does
  static @Nullable String failure(ParsedToken token, JWK key) {
    try {
      boolean isSound =
          verifier(key)
              .verify(
                  token.signatureHeader(),
                  token.signed().getBytes(StandardCharsets.US_ASCII),
                  token.signature());
      return isSound ? null : "the signature does not match";
    } catch (JOSEException _) {
      return "the key of the provider cannot be used";
    }
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> rsaVerifier(rsa);
      case ECKey ec -> new ECDSAVerifier(ec);
      case OctetKeyPair pair -> new Ed25519Verifier(pair);
      default -> throw new JOSEException("not a kind of key that tokens are verified with");
    };
  }

  private static JWSVerifier rsaVerifier(RSAKey key) throws JOSEException {
    var publicKey = key.toRSAPublicKey();
    int bits = publicKey.getModulus().bitLength();
    if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
      throw new JOSEException("an RSA key of a size that is not allowed");
    }
    return new RSASSAVerifier(publicKey);
  }
}
