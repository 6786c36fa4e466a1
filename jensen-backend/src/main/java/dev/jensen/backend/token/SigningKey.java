package dev.jensen.backend.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.HKDFParameterSpec;

/// The key with which a deployment signs tokens of its own, and whose public half it publishes
/// (`spec/function-runtime.md` §5).
///
/// It is derived from the instance's secret: there is nothing more to keep, to back up or to lose,
/// and with another secret all of the tokens end.
public final class SigningKey {

  private static final ECParameterSpec CURVE =
      Objects.requireNonNull(Curve.P_256.toECParameterSpec());
  private static final String PURPOSE = "signs the deployment's own tokens";

  /// So many more bits than the order of the curve that no scalar is noticeably more likely.
  private static final int DERIVED_BYTES = 48;

  private final ECKey key;

  private SigningKey(ECKey key) {
    this.key = key;
  }

  /// The key of the deployment with this secret.
  public static SigningKey derive(byte[] secret) {
    try {
      var scalar = scalar(secret);
      var x = new BigInteger(1, agreed(scalar));
      var even = key(scalar, x, evenRoot(x));
      return new SigningKey(
          belongTogether(even) ? even : key(scalar, x, prime().subtract(evenRoot(x))));
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException("every JDK has HKDF and P-256", e);
    }
  }

  private static ECPrivateKey scalar(byte[] secret) throws GeneralSecurityException {
    var parameters =
        HKDFParameterSpec.ofExtract()
            .addIKM(secret)
            .thenExpand(PURPOSE.getBytes(StandardCharsets.UTF_8), DERIVED_BYTES);
    var number = new BigInteger(1, KDF.getInstance("HKDF-SHA256").deriveData(parameters));
    var scalar = number.mod(CURVE.getOrder().subtract(BigInteger.ONE)).add(BigInteger.ONE);
    return (ECPrivateKey)
        KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, CURVE));
  }

  /// The x of the public point. The JDK multiplies points only to agree on keys, and agreeing with
  /// the generator of the curve is that multiplication.
  private static byte[] agreed(ECPrivateKey scalar) throws GeneralSecurityException {
    var generator =
        KeyFactory.getInstance("EC")
            .generatePublic(new ECPublicKeySpec(CURVE.getGenerator(), CURVE));
    var agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(scalar);
    agreement.doPhase(generator, true);
    return agreement.generateSecret();
  }

  private static BigInteger prime() {
    return ((ECFieldFp) CURVE.getCurve().getField()).getP();
  }

  /// One of the two values that y may have; a root is a power because the prime is 3 modulo 4.
  private static BigInteger evenRoot(BigInteger x) {
    var curve = CURVE.getCurve();
    var square = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(prime());
    var root = square.modPow(prime().add(BigInteger.ONE).shiftRight(2), prime());
    return root.testBit(0) ? prime().subtract(root) : root;
  }

  private static ECKey key(ECPrivateKey scalar, BigInteger x, BigInteger y) throws JOSEException {
    int bits = CURVE.getCurve().getField().getFieldSize();
    return new ECKey.Builder(
            Curve.P_256, ECKey.encodeCoordinate(bits, x), ECKey.encodeCoordinate(bits, y))
        .privateKey(scalar)
        .algorithm(JWSAlgorithm.ES256)
        .keyUse(KeyUse.SIGNATURE)
        .keyIDFromThumbprint()
        .build();
  }

  private static boolean belongTogether(ECKey pair) throws JOSEException {
    byte[] content = {1};
    var header = new JWSHeader(JWSAlgorithm.ES256);
    Base64URL signature = new ECDSASigner(pair).sign(header, content);
    return new ECDSAVerifier(pair.toPublicJWK()).verify(header, content, signature);
  }

  /// The document by which anybody can check the tokens.
  public String publicKeys() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  /// A token with `claims`, issued by `issuer`.
  public String sign(String issuer, Value.Obj claims, Instant now, Duration lifetime) {
    Map<String, Value> all = new HashMap<>(claims.fields());
    all.put("iss", new Value.Text(issuer));
    all.put("iat", new Value.Float64(now.getEpochSecond()));
    all.put("exp", new Value.Float64(now.plus(lifetime).getEpochSecond()));
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .keyID(key.getKeyID())
            .type(JOSEObjectType.JWT)
            .build();
    var token = new JWSObject(header, new Payload(JsonFormat.ENCODED.write(Value.Obj.of(all))));
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the key is good for signing", e);
    }
    return token.serialize();
  }
}
