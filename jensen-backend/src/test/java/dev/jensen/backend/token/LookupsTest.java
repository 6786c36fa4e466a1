package dev.jensen.backend.token;

import static dev.jensen.backend.token.VerifierFixture.DISCOVERY;
import static dev.jensen.backend.token.VerifierFixture.ISSUER;
import static dev.jensen.backend.token.VerifierFixture.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jensen.backend.identity.AuthenticationException.Kind;
import dev.jensen.backend.model.AuthProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// When issuers are asked, what is remembered of their answers, and what callers hear when there
/// are none (`spec/auth.md` §7 and §20).
class LookupsTest {

  private static final String JSON = "application/json";

  private VerifierFixture fixture;

  @BeforeEach
  void open() {
    fixture = new VerifierFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void publishKeys(String... headers) {
    fixture.publisher.publish(
        KEYS, 200, Publisher.keySet(Publisher.other().toPublicJWK()), headers);
  }

  @ParameterizedTest
  @CsvSource({
    "404, application/json, PROVIDER_LACKS", "401, application/json, REFUSED",
    "403, application/json, NOT_ALLOWED", "421, application/json, PROVIDER_MISDIRECTED",
    "425, application/json, PROVIDER_TOO_EARLY", "429, application/json, PROVIDER_BUSY",
    "418, application/json, MALFORMED", "500, application/json, PROVIDER_DOWN",
    "503, application/json, PROVIDER_DOWN", "204, application/json, MALFORMED",
    "200, text/html, MALFORMED", "200, application/json, MALFORMED"
  })
  void whatOidcProvidersAnswerIsPassedOn(int status, String type, Kind kind) {
    for (var url : List.of(DISCOVERY, KEYS)) {
      fixture.publisher.publishIssuer(ISSUER);
      fixture.publisher.publish(url, status, "<secret page>", "Content-Type", type);
      fixture.world.advance(Limits.STALE_MAX);

      var refusal = fixture.refusal(fixture.oidc().signed());

      assertThat(refusal.code()).isEqualTo("AuthProviderDiscoveryFailed");
      assertThat(refusal.kind()).isEqualTo(kind);
      assertThat(refusal).hasMessageContaining(ISSUER);
      if (status != 200) {
        assertThat(refusal).hasMessageContaining("status " + status);
      }
      assertThat(refusal.getMessage()).doesNotContain("secret page");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500|application/json|{}|JWKS|accessible",
        "404|application/json|{}|URL|accessible",
        "200|text/html|{}|application/json|application/jwk-set+json",
        "200|application/json; charset=latin1|{\"keys\":[]}|JWKS|application/jwk-set+json",
        "200|application/json|nonsense|Invalid JWKS response body|not valid JSON",
        "200|application/json|[]|Invalid JWKS response body|not valid JSON",
        "200|application/json|{\"keys\":7}|Invalid JWKS response body|not valid JSON"
      })
  void whatIsWrongWithACustomProvidersKeysIsSaid(
      int status, String type, String body, String one, String other) {
    fixture.publisher.publish(KEYS, status, body, "Content-Type", type);

    var refusal = fixture.refusal(fixture.custom().signed());

    assertThat(refusal.code()).isEqualTo("InvalidAuthHeader");
    assertThat(refusal.kind()).isEqualTo(Kind.REFUSED);
    assertThat(refusal).hasMessageContaining(one).hasMessageContaining(other);
  }

  @Test
  void typesOfKeySetsDifferByKindOfProvider() {
    var keys = Publisher.keySet(Publisher.key().toPublicJWK());
    fixture.publisher.publish(KEYS, 200, keys);

    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();
    assertThat(fixture.accepts(fixture.custom().signed())).isFalse();

    fixture.world.advance(Limits.FRESH_MAX);
    fixture.publisher.publish(
        KEYS, 200, keys, "Content-Type", "application/jwk-set+json; charset=UTF-8");
    assertThat(fixture.accepts(fixture.custom().signed())).isTrue();
  }

  @Test
  void aDocumentOfAnotherIssuerIsNotBelieved() {
    fixture.publisher.publish(
        DISCOVERY, "{\"issuer\":\"http://evil.test\",\"jwks_uri\":\"%s\"}".formatted(KEYS));

    var refusal = fixture.refusal(fixture.oidc().signed());

    assertThat(refusal.code()).isEqualTo("AuthProviderDiscoveryFailed");
    assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(fixture.publisher.requests(KEYS)).isZero();
  }

  @Test
  void twentyThousandVerificationsNeedOneLookup() {
    var tokens =
        IntStream.range(0, 20_000)
            .parallel()
            .mapToObj(number -> fixture.oidc().claim("n", "" + number).signed());

    assertThat(tokens.allMatch(fixture::accepts)).isTrue();
    assertThat(fixture.publisher.requests(DISCOVERY)).isOne();
    assertThat(fixture.publisher.requests(KEYS)).isOne();
  }

  @Test
  void callersAtTheSameTimeShareALookup() throws Exception {
    var tokens = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 50; i++) {
      var token = fixture.oidc().claim("n", "" + i).signed();
      tokens.add(() -> fixture.accepts(token));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var accepted : threads.invokeAll(tokens)) {
        assertThat(accepted.get()).isTrue();
      }
    }
    assertThat(fixture.publisher.requests(DISCOVERY)).isOne();
    assertThat(fixture.publisher.requests(KEYS)).isOne();
  }

  /// Also when somebody with an older token asked before.
  @Test
  void aNewKeyIsAcceptedAtOnce() {
    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();
    publishKeys("Content-Type", JSON);

    var token = fixture.oidc().header("kid", "\"two\"").signed(Publisher.other());

    fixture.world.advance(Duration.ofSeconds(1));
    assertThat(fixture.accepts(token)).isTrue();
    assertThat(fixture.publisher.requests(KEYS)).isEqualTo(2);
  }

  @Test
  void madeUpKeysCauseFewLookups() {
    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();

    for (int i = 0; i < 20; i++) {
      fixture.world.advance(Duration.ofMillis(100));
      assertThat(fixture.accepts(fixture.oidc().header("kid", "\"x%d\"".formatted(i)).signed()))
          .isFalse();
    }

    assertThat(fixture.publisher.requests(KEYS)).isEqualTo(2);
  }

  /// Although the very token was accepted before.
  @Test
  void aKeyThatWasTakenBackIsNotAcceptedForLong() {
    var keys = Publisher.keySet(Publisher.key().toPublicJWK());
    fixture.publisher.publish(
        KEYS, 200, keys, "Content-Type", JSON, "Cache-Control", "public, max-age=15");
    var token = fixture.oidc().signed();
    assertThat(fixture.accepts(token)).isTrue();

    publishKeys("Content-Type", JSON);
    fixture.world.advance(Duration.ofSeconds(14));
    assertThat(fixture.accepts(token)).isTrue();
    fixture.world.advance(Duration.ofSeconds(1));
    assertThat(fixture.accepts(token)).isFalse();
  }

  @Test
  void aRememberedTokenStillExpires() {
    var end = fixture.world.now().getEpochSecond() + 4;
    var oidc = fixture.oidc().claim("exp", "" + end).signed();
    var custom = fixture.custom().claim("exp", "" + end).signed();
    assertThat(fixture.accepts(oidc) && fixture.accepts(custom)).isTrue();

    fixture.world.advance(Duration.ofSeconds(5));
    assertThat(fixture.accepts(oidc)).isFalse();
    assertThat(fixture.accepts(custom)).isTrue();
    fixture.world.advance(Duration.ofSeconds(5));
    assertThat(fixture.refusal(custom)).hasMessageContaining("Token expired 6 seconds ago");
  }

  @Test
  void tokensAreJudgedByAClockThatWasSetBack() {
    var hour = Duration.ofHours(1);
    var begin = fixture.world.now().getEpochSecond();
    var old = fixture.custom().claim("exp", "" + (begin + 60)).signed();
    assertThat(fixture.accepts(old)).isTrue();
    fixture.world.advance(hour);
    assertThat(fixture.accepts(old)).isFalse();
    var young =
        fixture.custom().claim("iat", "" + (begin + 3600)).claim("exp", "" + (begin + 7200));
    var token = young.signed();
    assertThat(fixture.accepts(token)).isTrue();

    fixture.world.advance(hour.negated());

    assertThat(fixture.accepts(old)).isTrue();
    assertThat(fixture.refusal(token)).hasMessageContaining("Token will be valid in 3600 seconds");
  }

  /// Neither are keys asked for later than otherwise, nor is a failure remembered for longer.
  @Test
  void keysAreAskedForAsOftenWhenTheClockWasSetBack() {
    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();
    assertThat(fixture.accepts(fixture.oidc().header("kid", "\"x\"").signed())).isFalse();
    fixture.world.advance(Duration.ofHours(-1));
    publishKeys("Content-Type", JSON);
    assertThat(fixture.accepts(fixture.oidc().header("kid", "\"two\"").signed(Publisher.other())))
        .isTrue();

    fixture.publisher.publish(KEYS, 404, "");
    fixture.world.advance(Limits.FRESH_MAX);
    var another = fixture.oidc().claim("n", "1").signed();
    assertThat(fixture.accepts(another)).isFalse();
    fixture.publisher.publishIssuer(ISSUER);
    fixture.world.advance(Duration.ofMinutes(-30));
    assertThat(fixture.accepts(another)).isTrue();
  }

  @Test
  void aProviderThatWasRemovedProvesNobody() {
    var token = fixture.oidc().signed();
    assertThat(fixture.accepts(token)).isTrue();

    fixture.deploy(fixture.custom("RS256", "app"));

    assertThat(fixture.outcome(token)).isEqualTo("NoAuthProvider");
  }

  @Test
  void whileAProviderIsDownItsKeysAreUsedForAWhile() {
    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();
    fixture.publisher.publish(DISCOVERY, 503, "").publish(KEYS, 503, "");

    fixture.world.advance(Duration.ofMinutes(59));
    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();
    fixture.world.advance(Duration.ofMinutes(1));
    assertThat(fixture.refusal(fixture.oidc().signed()).kind()).isEqualTo(Kind.PROVIDER_DOWN);

    fixture.publisher.publishIssuer(ISSUER);
    fixture.world.advance(Limits.FAILED);
    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();
  }

  @Test
  void aFailureIsRememberedForAMoment() {
    fixture.publisher.publish(DISCOVERY, 404, "");
    var token = fixture.oidc().signed();

    assertThat(fixture.accepts(token)).isFalse();
    assertThat(fixture.accepts(token)).isFalse();
    assertThat(fixture.publisher.requests(DISCOVERY)).isOne();

    fixture.publisher.publishIssuer(ISSUER);
    fixture.world.advance(Limits.FAILED);
    assertThat(fixture.accepts(token)).isTrue();
  }

  /// The deployment's own documents may change with every push.
  @Test
  void aPushMakesOwnDocumentsBeAskedForAgain() {
    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();

    fixture.deploy(new AuthProvider.Oidc(ISSUER, "app"));

    assertThat(fixture.accepts(fixture.oidc().signed())).isTrue();
    assertThat(fixture.publisher.requests(KEYS)).isEqualTo(2);
  }

  @Test
  void documentsWithTooManyKeysAreNotRead() {
    var key = Publisher.key().toPublicJWK().toJSONString();
    fixture.publisher.publish(
        KEYS, "{\"keys\":[%s]}".formatted(String.join(",", Collections.nCopies(101, key))));

    assertThat(fixture.outcome(fixture.oidc().signed())).isEqualTo("AuthProviderDiscoveryFailed");
  }

  @Test
  void callersHearWhy() {
    var now = fixture.world.now().getEpochSecond();

    assertThat(fixture.refusal(fixture.oidc().claim("aud", "\"web\"").signed()))
        .hasMessageContaining("No auth provider found matching the given token")
        .hasMessageContaining("audience is [web], expected app")
        .hasMessageContaining(
            "configured providers: [OIDC(domain=%s, app_id=app), CustomJWT(issuer=%s/custom, app_id=app)]"
                .formatted(ISSUER, ISSUER));
    assertThat(fixture.refusal(fixture.oidc().claim("iss", "\"http://x.test\"").signed()))
        .hasMessageContaining("no provider for the issuer http://x.test");
    assertThat(
            fixture.refusal(
                fixture.oidc().claim("iss", "\"%s\"".formatted(VerifierFixture.OTHER)).signed()))
        .hasMessageContaining("tokens of the deployment itself carry " + ISSUER);
    assertThat(fixture.refusal(fixture.oidc().claim("exp", "" + (now - 180)).signed()))
        .hasMessageContaining("expired 180 seconds ago");
    assertThat(fixture.refusal(fixture.custom().header("kid", "\"lost\"").signed()))
        .hasMessageContaining("kid")
        .hasMessageContaining("key id lost unknown; JWKS fetched at 2026");
    assertThat(fixture.refusal(fixture.custom().header("alg", "\"RS512\"").signed()))
        .hasMessageContaining("algorithm RS512 not allowed, expected RS256");
    fixture.deploy();
    assertThat(fixture.refusal(fixture.oidc().signed())).hasMessageContaining("auth.config");
  }

  @Test
  void whoMustNotKnowHearsNoReasons() {
    try (var closed = new VerifierFixture(true)) {
      assertThat(closed.refusal(closed.oidc().claim("aud", "\"web\"").signed()))
          .hasMessageContaining("No auth provider found matching the given token")
          .hasMessageNotContainingAny("app_id", "web", ISSUER);
      assertThat(closed.refusal(closed.custom().header("kid", "\"lost\"").signed()))
          .hasMessageContaining("kid")
          .hasMessageNotContaining("lost");
    }
  }

  @Test
  void theLogHasTheReasonAndNeverTheToken() {
    var log = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(TokenVerifier.class);
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    log.addAppender(events);
    var token =
        fixture
            .custom()
            .header("kid", "\"a\\nb%s\"".formatted("c".repeat(500)))
            .claim("email", "\"private@example.test\"")
            .signed();
    try {
      assertThat(fixture.accepts(token)).isFalse();
    } finally {
      log.detachAppender(events);
    }

    var text =
        String.join("|", events.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    assertThat(text).contains("InvalidAuthHeader: key id a?bccc").contains("unknown");
    assertThat(text).doesNotContain("\n", "private@example.test", "c".repeat(300));
    for (var part : token.split("\\.", -1)) {
      assertThat(text).doesNotContain(part.substring(0, 20));
    }
  }
}
