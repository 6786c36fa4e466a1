package dev.jensen.backend.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ECKey published(SigningKey key) throws Exception {
    return (ECKey) JWKSet.parse(key.publicKeys()).getKeys().getFirst();
  }

  /// Each second one has an odd y, which is found out by trying.
  @Test
  void theSameSecretGivesTheSamePairAndAnotherAnother() throws Exception {
    var ids = new HashSet<String>();
    for (byte i = 0; i < 16; i++) {
      var key = SigningKey.derive(new byte[] {i});
      var token =
          JWSObject.parse(key.sign("https://a.test", Value.Obj.EMPTY, NOW, Duration.ofHours(1)));
      assertThat(token.verify(new ECDSAVerifier(published(SigningKey.derive(new byte[] {i})))))
          .isTrue();
      assertThat(token.getPayload())
          .hasToString("{\"exp\":1767229200,\"iat\":1767225600,\"iss\":\"https://a.test\"}");
      ids.add(token.getHeader().getKeyID());
    }
    assertThat(ids).hasSize(16);
  }
}
