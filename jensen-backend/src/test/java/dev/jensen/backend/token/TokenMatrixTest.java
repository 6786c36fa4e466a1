package dev.jensen.backend.token;

import static dev.jensen.backend.token.VerifierFixture.DISCOVERY;
import static dev.jensen.backend.token.VerifierFixture.ISSUER;
import static dev.jensen.backend.token.VerifierFixture.KEYS;
import static dev.jensen.backend.token.VerifierFixture.OTHER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.jensen.backend.model.AuthProvider;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which tokens are accepted, by kind of provider (`spec/acceptance-scenarios.md` §5).
class TokenMatrixTest {

  private VerifierFixture fixture;

  @BeforeEach
  void open() {
    fixture = new VerifierFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /// Claims are given as values; `now+N` is a time.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iat|now+0|ok|ok",
        "exp|now-10|Unauthenticated|InvalidAuthHeader",
        "exp|now-3|Unauthenticated|ok",
        "exp|now-6|Unauthenticated|InvalidAuthHeader",
        "exp|now+0|Unauthenticated|ok",
        "exp|now+1|ok|ok",
        "exp|now+9.5|ok|ok",
        "exp|\"2099\"|InvalidAuthHeader|InvalidAuthHeader",
        "exp|-1|InvalidAuthHeader|InvalidAuthHeader",
        "exp|null|InvalidAuthHeader|InvalidAuthHeader",
        "iat|now+3|ok|ok",
        "iat|now+10|ok|InvalidAuthHeader",
        "iat|null|InvalidAuthHeader|ok",
        "nbf|now+10|ok|InvalidAuthHeader",
        "nbf|now+4|ok|ok",
        "aud|\"other\"|NoAuthProvider|NoAuthProvider",
        "aud|null|NoAuthProvider|NoAuthProvider",
        "aud|7|InvalidAuthHeader|InvalidAuthHeader",
        "aud|[\"app\",7]|InvalidAuthHeader|InvalidAuthHeader",
        "aud|[\"app\"]|ok|ok",
        "aud|[\"app\",\"other\"]|Unauthenticated|ok",
        "iss|\"http://elsewhere.test\"|NoAuthProvider|NoAuthProvider",
        "iss|null|InvalidAuthHeader|InvalidAuthHeader",
        "iss|{}|InvalidAuthHeader|InvalidAuthHeader",
        "sub|null|InvalidAuthHeader|InvalidAuthHeader",
        "sub|7|InvalidAuthHeader|InvalidAuthHeader",
        "jti|7|InvalidAuthHeader|InvalidAuthHeader",
        "email_verified|\"true\"|InvalidAuthHeader|ok",
        "auth_time|\"x\"|InvalidAuthHeader|ok",
        "amr|\"pwd\"|InvalidAuthHeader|ok",
        "address|\"x\"|InvalidAuthHeader|ok",
        "updated_at|\"yesterday\"|InvalidAuthHeader|ok",
        "name#fr|7|InvalidAuthHeader|ok"
      })
  void claimsDecide(String claim, String value, String oidc, String custom) {
    assertOutcomes(
        fixture.oidc().claim(claim, value(value)),
        fixture.custom().claim(claim, value(value)),
        oidc,
        custom);
  }

  private String value(String text) {
    return text.startsWith("now")
        ? String.valueOf(
            fixture.world.now().getEpochSecond() + Double.parseDouble(text.substring(3)))
        : text;
  }

  private void assertOutcomes(
      TestToken oidcToken, TestToken customToken, String oidc, String custom) {
    assertThat(word(oidcToken.signed())).isEqualTo(oidc);
    assertThat(word(customToken.signed())).isEqualTo(custom);
  }

  private String word(String token) {
    var outcome = fixture.outcome(token);
    return outcome.startsWith("{") ? "ok" : outcome;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "typ|\"jwt\"|ok|ok",
        "typ|\"application/jwt\"|ok|ok",
        "typ|null|ok|ok",
        "typ|\"at+jwt\"|Unauthenticated|ok",
        "cty|\"JWT\"|Unauthenticated|ok",
        "crit|[\"b64\"]|Unauthenticated|InvalidAuthHeader",
        "kid|null|ok|InvalidAuthHeader",
        "kid|\"another\"|Unauthenticated|InvalidAuthHeader",
        "kid|\"../one\"|Unauthenticated|InvalidAuthHeader",
        "kid|7|InvalidAuthHeader|InvalidAuthHeader",
        "alg|\"RS512\"|Unauthenticated|InvalidAuthHeader",
        "alg|\"PS256\"|Unauthenticated|InvalidAuthHeader",
        "alg|\"HS256\"|Unauthenticated|InvalidAuthHeader",
        "alg|\"none\"|Unauthenticated|InvalidAuthHeader",
        "alg|\"ES256\"|Unauthenticated|InvalidAuthHeader"
      })
  void headersDecide(String member, String value, String oidc, String custom) {
    assertOutcomes(
        fixture.oidc().header(member, value), fixture.custom().header(member, value), oidc, custom);
  }

  @Test
  void everySlashAtTheEndOfAnIssuerIsOne() {
    var slashed = ISSUER + '/';
    fixture.publisher.publish(
        DISCOVERY, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(slashed, KEYS));

    assertThat(fixture.outcome(new TestToken(slashed, fixture.world.now()).signed()))
        .contains("\"tokenIdentifier\":\"%s|alice\"".formatted(slashed));
    assertThat(fixture.outcome(fixture.oidc().signed())).isEqualTo("AuthProviderDiscoveryFailed");
  }

  @Test
  void anIssuerWithoutASchemeIsNoUrlToAsk() {
    fixture.deploy(new AuthProvider.Oidc("https://issuer.test", "app"));

    assertThat(fixture.outcome(new TestToken("issuer.test", fixture.world.now()).signed()))
        .isEqualTo("InvalidAuthHeader");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not.a.jwt", "a.b", "a.b.c.d.e", "", "eyJhbGciOiJub25lIn0.e30"})
  void whatIsNoTokenIsRefused(String text) {
    var refusal = fixture.refusal(text);

    assertThat(refusal.code()).isEqualTo("InvalidAuthHeader");
    assertThat(refusal)
        .hasMessageContaining("JWT")
        .hasMessageContaining("three base64-encoded parts");
  }

  @Test
  void aTokenThatIsTooLongIsNotRead() {
    var padded = fixture.oidc().claim("x", "\"%s\"".formatted("x".repeat(30_000))).signed();

    assertThat(fixture.refusal(padded)).hasMessageContaining("three base64-encoded parts");
  }

  @Test
  void membersAreUnique() {
    var payload =
        "{\"iss\":\"%s\",\"aud\":\"app\",\"iat\":1,\"exp\":9999999999,\"sub\":\"alice\",\"sub\":\"admin\"}"
            .formatted(ISSUER);
    var unsigned =
        TestToken.encode("{\"alg\":\"RS256\",\"kid\":\"one\"}") + '.' + TestToken.encode(payload);

    assertThat(fixture.outcome(TestToken.sign(unsigned, "SHA256withRSA", privateKey())))
        .isEqualTo("InvalidAuthHeader");
  }

  private static java.security.PrivateKey privateKey() {
    try {
      return Publisher.key().toPrivateKey();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anUnsignedTokenProvesNothing() {
    for (var token : List.of(fixture.oidc(), fixture.custom())) {
      assertThat(word(token.unsigned() + '.')).isIn("Unauthenticated", "InvalidAuthHeader");
      assertThat(word(token.header("alg", "\"none\"").unsigned() + '.'))
          .isIn("Unauthenticated", "InvalidAuthHeader");
    }
    assertThat(fixture.publisher.requests(KEYS)).isZero();
  }

  @Test
  void aChangedPayloadIsNotWhatWasSigned() {
    var signature = fixture.oidc().signed().replaceAll(".*\\.", "");

    assertThat(word(fixture.oidc().claim("sub", "\"admin\"").unsigned() + '.' + signature))
        .isEqualTo("Unauthenticated");
  }

  /// The public key is no secret: whoever has it must not be able to sign.
  @Test
  void aPublicKeyIsNeverASecret() throws Exception {
    var pem =
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
            .formatted(
                Base64.getMimeEncoder()
                    .encodeToString(Publisher.key().toRSAPublicKey().getEncoded()));
    var secrets =
        List.of(
            pem.getBytes(UTF_8),
            Publisher.key().toRSAPublicKey().getEncoded(),
            Publisher.key().toPublicJWK().toJSONString().getBytes(UTF_8));

    for (var secret : secrets) {
      assertThat(word(fixture.oidc().header("alg", "\"HS256\"").signedWithSecret(secret)))
          .isEqualTo("Unauthenticated");
      assertThat(word(fixture.custom().header("alg", "\"HS256\"").signedWithSecret(secret)))
          .isEqualTo("InvalidAuthHeader");
    }
  }

  @Test
  void aSecretAmongTheKeysVerifiesNothing() {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    fixture.publisher.publish(
        KEYS,
        "{\"keys\":[%s]}"
            .formatted(
                new OctetSequenceKey.Builder(Base64URL.encode(secret)).keyID("one").build()));

    assertThat(word(fixture.oidc().header("alg", "\"HS256\"").signedWithSecret(secret)))
        .isEqualTo("Unauthenticated");
    assertThat(word(fixture.oidc().signedWithSecret(secret))).isEqualTo("Unauthenticated");
    assertThat(word(fixture.custom().signedWithSecret(secret))).isEqualTo("InvalidAuthHeader");
  }

  /// Another key under the same id, and keys that the token itself brings along.
  @Test
  void onlyTheIssuersKeyWillDo() throws Exception {
    var forger = new RSAKey.Builder(Publisher.other()).keyID("one").build();
    var own = forger.toPublicJWK().toJSONString();

    for (var token : List.of(fixture.oidc(), fixture.custom())) {
      assertThat(fixture.accepts(token.signed(forger))).isFalse();
      assertThat(fixture.accepts(token.header("jwk", own).signed(forger))).isFalse();
      var url = "\"%s/forged\"".formatted(ISSUER);
      assertThat(
              fixture.accepts(
                  token.without("jwk").header("jku", url).header("x5u", url).signed(forger)))
          .isFalse();
    }
    assertThat(fixture.publisher.requests(ISSUER + "/forged")).isZero();
  }

  @Test
  void aTokenWithoutAKeyIdNeedsExactlyOneKey() throws Exception {
    var anonymous = new RSAKey.Builder(Publisher.key().toRSAPublicKey()).keyUse(KeyUse.SIGNATURE);
    fixture.publisher.publish(KEYS, Publisher.keySet(anonymous.build()));
    var token = fixture.oidc().without("kid").without("typ").signed();

    assertThat(word(token)).isEqualTo("ok");

    fixture.world.advance(Limits.FRESH_DEFAULT);
    fixture.publisher.publish(KEYS, Publisher.keySet(anonymous.build(), Publisher.other()));
    assertThat(word(token)).isEqualTo("Unauthenticated");
  }

  @Test
  void whatAKeyIsForCounts() {
    var encryption = new RSAKey.Builder(Publisher.key()).keyUse(KeyUse.ENCRYPTION).build();
    fixture.publisher.publish(KEYS, Publisher.keySet(encryption));

    assertThat(word(fixture.oidc().signed())).isEqualTo("Unauthenticated");
    assertThat(word(fixture.custom().signed())).isEqualTo("ok");
  }

  @Test
  void strangeKeysSpoilNoOthers() {
    fixture.publisher.publish(
        KEYS,
        "{\"keys\":[7,{\"kty\":\"new\",\"kid\":\"x\"},{\"kty\":\"RSA\",\"n\":\"!\"},%s]}"
            .formatted(Publisher.key().toPublicJWK().toJSONString()));

    assertThat(word(fixture.oidc().signed())).isEqualTo("ok");
    assertThat(word(fixture.custom().signed())).isEqualTo("ok");
  }

  @Test
  void shortRsaKeysAreNotTrusted() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var pair = generator.generateKeyPair();
    fixture.publisher.publish(
        KEYS,
        Publisher.keySet(new RSAKey.Builder((RSAPublicKey) pair.getPublic()).keyID("one").build()));

    assertThat(word(fixture.oidc().signed("SHA256withRSA", pair.getPrivate())))
        .isEqualTo("Unauthenticated");
    assertThat(word(fixture.custom().signed("SHA256withRSA", pair.getPrivate())))
        .isEqualTo("InvalidAuthHeader");
  }

  @Test
  void ed25519IsForOidc() throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    var x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    fixture.publisher.publish(
        KEYS, Publisher.keySet(new OctetKeyPair.Builder(Curve.Ed25519, x).keyID("one").build()));
    var forger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
    var token = fixture.oidc().header("alg", "\"EdDSA\"");

    assertThat(word(token.signed("Ed25519", pair.getPrivate()))).isEqualTo("ok");
    assertThat(word(token.signed("Ed25519", forger))).isEqualTo("Unauthenticated");
    assertThat(word(token.unsigned() + ".AAAA")).isEqualTo("Unauthenticated");
    assertThat(
            word(fixture.custom().header("alg", "\"EdDSA\"").signed("Ed25519", pair.getPrivate())))
        .isEqualTo("InvalidAuthHeader");
  }

  @Test
  void es256IsForCustomJwt() throws Exception {
    var key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    fixture.publisher.publish(KEYS, Publisher.keySet(key));
    fixture.deploy(new AuthProvider.Oidc(ISSUER, "app"), fixture.custom("ES256", "app"));
    var algorithm = "SHA256withECDSAinP1363Format";

    assertThat(
            word(fixture.custom().header("alg", "\"ES256\"").signed(algorithm, key.toPrivateKey())))
        .isEqualTo("ok");
    assertThat(
            word(fixture.oidc().header("alg", "\"ES256\"").signed(algorithm, key.toPrivateKey())))
        .isEqualTo("Unauthenticated");
    assertThat(word(fixture.custom().signed())).isEqualTo("InvalidAuthHeader");
  }

  /// One issuer's key must not speak for another one's users.
  @Test
  void issuersAreNotMixedUp() throws Exception {
    var foreign = Publisher.other();
    fixture.publisher.publishIssuer(OTHER).publish(OTHER + "/keys", Publisher.keySet(foreign));
    fixture.deploy(new AuthProvider.Oidc(ISSUER, "app"), new AuthProvider.Oidc(OTHER, "app"));
    var token = fixture.oidc().header("kid", "\"two\"");

    assertThat(word(token.signed(foreign))).isEqualTo("Unauthenticated");
    assertThat(word(token.claim("iss", "\"%s\"".formatted(OTHER)).signed(foreign))).isEqualTo("ok");
  }

  @Test
  void applicationsOfOneIssuerAreServedByTheirOwnEntries() {
    fixture.deploy(new AuthProvider.Oidc(ISSUER, "web"), new AuthProvider.Oidc(ISSUER, "app"));

    assertThat(word(fixture.oidc().signed())).isEqualTo("ok");
    assertThat(word(fixture.oidc().claim("aud", "[\"web\"]").signed())).isEqualTo("ok");
    // The first that fits is the only one asked.
    assertThat(word(fixture.oidc().claim("aud", "[\"app\",\"web\"]").signed()))
        .isEqualTo("Unauthenticated");
  }

  @Test
  void withoutAnApplicationIdAnyAudienceWillDo() {
    fixture.deploy(fixture.custom("RS256", null));

    assertThat(word(fixture.custom().without("aud").signed())).isEqualTo("ok");
    assertThat(word(fixture.custom().claim("aud", "\"any\"").signed())).isEqualTo("ok");
  }

  @Test
  void keysMayStandInTheConfiguration() {
    var set = Publisher.keySet(Publisher.key().toPublicJWK());
    var encoded = Base64.getEncoder().encodeToString(set.getBytes(UTF_8));
    var urls =
        List.of(
            "data:text/plain;charset=utf-8;base64," + encoded,
            "data:application/json," + set.replace("\"", "%22"),
            "data:," + set);

    for (var url : urls) {
      fixture.deploy(fixture.custom(url, "RS256", "app"));
      assertThat(word(fixture.custom().signed())).isEqualTo("ok");
    }
    fixture.deploy(fixture.custom("data:;base64,%%%", "RS256", "app"));
    assertThat(fixture.refusal(fixture.custom().signed()))
        .hasMessageContaining("Invalid JWKS data URL");
  }
}
