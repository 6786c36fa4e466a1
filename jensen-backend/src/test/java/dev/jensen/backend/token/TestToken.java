package dev.jensen.backend.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A token in the making: at first one that is right for the application `app`.
public final class TestToken {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final ObjectNode header = JSON.createObjectNode().put("alg", "RS256");
  private final ObjectNode claims = JSON.createObjectNode();

  /// A token of `issuer` for `alice`, good for an hour.
  public TestToken(String issuer, Instant now) {
    claims
        .put("iss", issuer)
        .put("sub", "alice")
        .put("aud", "app")
        .put("iat", now.getEpochSecond())
        .put("exp", now.getEpochSecond() + 3600);
    header.put("kid", Publisher.key().getKeyID()).put("typ", "JWT");
  }

  /// With this claim; `json` is its value.
  public TestToken claim(String name, String json) {
    claims.set(name, JSON.readTree(json));
    return this;
  }

  TestToken header(String name, String json) {
    header.set(name, JSON.readTree(json));
    return this;
  }

  /// Without this claim and this member of the header.
  public TestToken without(String name) {
    header.remove(name);
    claims.remove(name);
    return this;
  }

  /// Signed as its issuer does.
  public String signed() {
    return signed(Publisher.key());
  }

  String signed(RSAKey key) {
    try {
      return signed("SHA256withRSA", key.toPrivateKey());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  String signed(String algorithm, PrivateKey key) {
    return sign(unsigned(), algorithm, key);
  }

  static String sign(String unsigned, String algorithm, PrivateKey key) {
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(unsigned.getBytes(UTF_8));
      return unsigned + '.' + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// Signed with a secret that everybody knows.
  String signedWithSecret(byte[] secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return unsigned() + '.' + BASE64.encodeToString(mac.doFinal(unsigned().getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// Its first two parts.
  String unsigned() {
    return encode(header.toString()) + '.' + encode(claims.toString());
  }

  static String encode(String json) {
    return BASE64.encodeToString(json.getBytes(UTF_8));
  }
}
