package dev.jensen.backend.token;

import static dev.jensen.backend.token.VerifierFixture.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.token.TokenReport.Line;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `jensen auth check` says.
class TokenReportTest {

  private VerifierFixture fixture;

  @BeforeEach
  void open() {
    fixture = new VerifierFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private long now() {
    return fixture.world.now().getEpochSecond();
  }

  private TokenReport report(TestToken token) {
    return fixture.explain(token.signed());
  }

  private static String bad(TokenReport report) {
    return String.join(
        "; ",
        report.lines().stream()
            .filter(line -> !line.isGood())
            .map(line -> line.part() + ": " + line.text())
            .toList());
  }

  @Test
  void anAcceptedTokenIsExplainedClaimByClaim() {
    var report = report(fixture.oidc());

    assertThat(report.isAccepted()).isTrue();
    assertThat(report.reason()).isEqualTo(ISSUER + "|alice");
    assertThat(report.provider()).isEqualTo("OIDC(domain=%s, app_id=app)".formatted(ISSUER));
    assertThat(bad(report)).isEmpty();
    assertThat(report.lines())
        .contains(
            new Line("alg", true, "RS256"),
            new Line("aud", true, "[app]"),
            new Line("sub", true, "alice"),
            new Line("exp", true, "good for 60 minutes"),
            new Line("iat", true, "issued 0 seconds ago"),
            new Line("signature", true, "made with a key of the issuer"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-10;10 seconds",
        "-180;3 minutes",
        "-10800;3 hours",
        "-259200;3 days",
      })
  void anExpiredTokenSaysSinceWhen(long offset, String ago) {
    var report = report(fixture.oidc().claim("exp", "" + (now() + offset)));

    assertThat(report.code()).isEqualTo("Unauthenticated");
    assertThat(bad(report)).isEqualTo("exp: expired %s ago".formatted(ago));
  }

  @Test
  void aWrongAudienceSaysWhatIsExpected() {
    var report = report(fixture.oidc().claim("aud", "\"other\""));

    assertThat(report.code()).isEqualTo("NoAuthProvider");
    assertThat(report.provider()).isNull();
    assertThat(bad(report)).isEqualTo("aud: audience is [other], expected app");
  }

  @Test
  void anAccessTokenForTwoIsPointedToTheOtherKindOfProvider() {
    var report = report(fixture.oidc().claim("aud", "[\"app\",\"other\"]"));

    assertThat(bad(report)).contains("aud: audience is [app, other]").contains("customJwt");
  }

  @Test
  void anUnknownIssuerAndAnUnknownAlgorithmAreNamed() {
    var issuer = report(new TestToken("https://nobody.test", fixture.world.now()));
    var algorithm = fixture.explain(fixture.oidc().signedWithSecret(new byte[32]));

    assertThat(bad(issuer)).isEqualTo("iss: no provider for the issuer https://nobody.test");
    assertThat(algorithm.isAccepted()).isFalse();
    fixture.deploy();
    assertThat(bad(report(fixture.oidc()))).contains("no provider is deployed at all");
  }

  @Test
  void anotherAlgorithmIsNamed() {
    var report = report(fixture.custom().header("alg", "\"ES256\""));

    assertThat(bad(report)).isEqualTo("alg: algorithm ES256 is not allowed, expected RS256");
  }

  @Test
  void anUnknownKeySaysWhenTheKeysWereFetched() {
    var report = report(fixture.custom().header("kid", "\"other\""));

    assertThat(bad(report))
        .startsWith("signature: key id other unknown; JWKS fetched at 2026-01-01");
  }

  @Test
  void aFutureTokenSaysWhen() {
    var report =
        report(fixture.custom().claim("nbf", "" + (now() + 300)).claim("iat", "" + (now() + 3)));

    assertThat(bad(report)).isEqualTo("nbf: begins in 5 minutes");
  }

  @Test
  void whatIsNoTokenIsSaidToBeNone() {
    var report = fixture.explain("opaque");

    assertThat(report.code()).isEqualTo("InvalidAuthHeader");
    assertThat(bad(report)).isEqualTo("token: not a JWT: 0 dots in 6 characters");
  }
}
