package dev.jensen.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `examples/nextjs/clerk`: the token of the unmodified `@clerk/nextjs`, made of the template
/// "convex" by a stand-in for Clerk's servers.
@InBothModes
@Tag("conformance")
@Timeout(300)
class ClerkTest {

  /// Clerk reads its own host out of this key.
  private static final String PUBLISHABLE_KEY =
      "pk_live_" + Base64.getEncoder().encodeToString("clerk.example.test$".getBytes(US_ASCII));

  @AutoClose private static NextProject project;

  @AutoClose private static NodeService issuer;

  @AutoClose private static NodeService pages;

  private static Map<String, String> variables;

  @Parameter private boolean redacts;

  @BeforeAll
  static void open() throws IOException {
    project = NextProject.create("clerk");
    issuer = project.startIssuer("e2e/clerk.mjs", Map.of());
    pages =
        project.servePages(
            Map.of(
                "CLERK_API_URL",
                issuer.url(),
                "CLERK_SECRET_KEY",
                "sk_live_" + "0".repeat(40),
                "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
                PUBLISHABLE_KEY,
                "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED",
                "1"));
    project.convex().setVariables("CLERK_JWT_ISSUER_DOMAIN=" + issuer.url());
    project.push();
    variables = Map.of("APP_URL", pages.url(), "ISSUER_URL", issuer.url());
  }

  @BeforeEach
  void redact() {
    project.convex().redact(redacts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"signedIn", "users", "refused"})
  void play(String scenario) {
    project.play(scenario, variables);
  }
}
