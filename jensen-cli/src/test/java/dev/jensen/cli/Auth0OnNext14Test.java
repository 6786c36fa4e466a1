package dev.jensen.cli;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `examples/nextjs-14/auth0`: somebody signs in by the routes of version 3 of the unmodified
/// `@auth0/nextjs-auth0`, at a real OpenID provider whose tokens have Auth0's shape.
@InBothModes
@Tag("conformance")
@Timeout(300)
class Auth0OnNext14Test {

  private static final String AUDIENCE = "https://api.example.test";

  @AutoClose private static NextProject project;

  @AutoClose private static NodeService issuer;

  @AutoClose private static NodeService pages;

  private static Map<String, String> variables;

  @Parameter private boolean redacts;

  @BeforeAll
  static void open() throws IOException {
    project = NextProject.create("nextjs-14", "auth0", "auth0");
    issuer =
        project.startIssuer(
            "../e2e/issuer.mjs", Map.of("ISSUER_AUDIENCE", AUDIENCE, "ISSUER_PATH", "/"));
    project
        .convex()
        .setVariables(
            "AUTH0_ISSUER=%s%nAUTH0_CLIENT_ID=app%nAUTH0_AUDIENCE=%s%n"
                .formatted(issuer.url(), AUDIENCE));
    project.push();
    pages =
        project.servePagesWith(
            Map.of(
                "AUTH0_ISSUER_BASE_URL",
                issuer.url(),
                "AUTH0_CLIENT_ID",
                "app",
                "AUTH0_CLIENT_SECRET",
                "secret of the app",
                "AUTH0_AUDIENCE",
                AUDIENCE,
                "AUTH0_SECRET",
                "0123456789abcdef".repeat(4)),
            "node",
            "e2e/serve.mjs");
    variables = Map.of("APP_URL", pages.url(), "ISSUER_URL", issuer.url());
  }

  @BeforeEach
  void redact() {
    project.convex().redact(redacts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"signedIn", "signedOut"})
  void play(String scenario) {
    project.play(scenario, variables);
  }
}
