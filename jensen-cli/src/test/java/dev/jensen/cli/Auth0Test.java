package dev.jensen.cli;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `examples/nextjs/auth0`: the tokens of a session of the unmodified `@auth0/nextjs-auth0`, issued
/// in Auth0's shape by a real OpenID provider.
@InBothModes
@Tag("conformance")
@Timeout(300)
class Auth0Test {

  private static final String AUDIENCE = "https://api.example.test";
  private static final String SECRET = "0123456789abcdef".repeat(4);

  @AutoClose private static NextProject project;

  @AutoClose private static NodeService issuer;

  @AutoClose private static NodeService pages;

  private static Map<String, String> variables;

  @Parameter private boolean redacts;

  @BeforeAll
  static void open() throws IOException {
    project = NextProject.create("auth0");
    issuer =
        project.startIssuer(
            "../e2e/issuer.mjs", Map.of("ISSUER_AUDIENCE", AUDIENCE, "ISSUER_PATH", "/"));
    pages =
        project.servePages(
            Map.of(
                "AUTH0_DOMAIN", "tenant.example.test",
                "AUTH0_CLIENT_ID", "app",
                "AUTH0_CLIENT_SECRET", "secret of the app",
                "AUTH0_AUDIENCE", AUDIENCE,
                "AUTH0_SECRET", SECRET));
    setVariables(AUDIENCE);
    project.push();
    variables =
        Map.of(
            "APP_URL", pages.url(),
            "ISSUER_URL", issuer.url(),
            "AUTH0_SECRET", SECRET);
  }

  @BeforeEach
  void redact() {
    project.convex().redact(redacts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"signedIn", "refused"})
  void play(String scenario) {
    project.play(scenario, variables);
  }

  @Test
  void anAccessTokenForAnotherAudienceIsRefused() {
    setVariables("https://other.example.test");
    try {
      play("withoutAudience");
    } finally {
      setVariables(AUDIENCE);
    }
  }

  private static void setVariables(String audience) {
    project
        .convex()
        .setVariables(
            "AUTH0_ISSUER=%s%nAUTH0_CLIENT_ID=app%nAUTH0_AUDIENCE=%s%n"
                .formatted(issuer.url(), audience));
  }
}
