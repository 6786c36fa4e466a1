package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `examples/nextjs/convex-auth`: people who sign in with the unmodified `@convex-dev/auth`, by
/// password and by an OpenID issuer, and are who they are wherever Next.js calls a function.
///
/// What happens is in `e2e/scenarios.mjs` of the example.
@InBothModes
@Tag("conformance")
@Timeout(300)
class ConvexAuthTest {

  @AutoClose private static NextProject project;

  @AutoClose private static NodeService issuer;

  @AutoClose private static NodeService pages;

  private static Map<String, String> variables;

  @Parameter private boolean redacts;

  @BeforeAll
  static void open() throws IOException {
    project = NextProject.create("convex-auth");
    issuer = project.startIssuer("../e2e/issuer.mjs", Map.of());
    pages = project.servePages(Map.of());
    var company =
        """
        SITE_URL=%s
        AUTH_COMPANY_ISSUER=%s
        AUTH_COMPANY_ID=app
        AUTH_COMPANY_SECRET='secret of the app'
        """
            .formatted(pages.url(), issuer.url());
    project.convex().setVariables(project.node(Map.of(), "keys.mjs") + company);
    project.push();
    variables = Map.of("APP_URL", pages.url(), "CHROMIUM", Chromium.path());
  }

  @BeforeEach
  void redact() {
    project.convex().redact(redacts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tokens", "passwords", "internals", "cookies", "company", "browser", "many"})
  void play(String scenario) {
    project.play(scenario, variables);
  }

  @Test
  void aServerActionWithoutCookiesWritesNothing() {
    play("withoutCookies");

    assertThat(project.convex().succeed("data", "files"))
        .contains("with cookies")
        .doesNotContain("without cookies");
  }

  /// The library's own way to make keys is in use from the beginning; here it is ours.
  @Test
  void newKeysAreInForceAtOnce() {
    play("beforeRotation");
    var convex = project.convex();
    var _ =
        JensenCommand.printed(
            "auth", "init", "--force", "--url", convex.url(), "--data", convex.data().toString());
    play("afterRotation");
  }

  @Test
  void theLibraryNoticesWhichExportIsMissing() throws IOException {
    var convex = project.convex();
    var source = Files.readString(convex.path("convex/auth.ts"));
    convex.write("convex/auth.ts", source.replace(", isAuthenticated }", " }"));
    project.push();
    try {
      play("withoutExport");
    } finally {
      convex.write("convex/auth.ts", source);
      project.push();
    }
  }

  @AfterAll
  static void nothingSecretIsLogged() throws IOException {
    assertThat(Files.readString(project.convex().path("server.log")))
        .doesNotContain("eyJ", "correct horse", "PRIVATE KEY", "secret of the app");
  }
}
