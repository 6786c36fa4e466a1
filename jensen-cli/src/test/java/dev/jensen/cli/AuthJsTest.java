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

/// `examples/nextjs/authjs`: the unmodified `next-auth`, which keeps its users in the deployment
/// and signs its own tokens for it.
@InBothModes
@Tag("conformance")
@Timeout(300)
class AuthJsTest {

  @AutoClose private static NextProject project;

  @AutoClose private static NodeService issuer;

  @AutoClose private static NodeService pages;

  private static Map<String, String> variables;

  @Parameter private boolean redacts;

  @BeforeAll
  static void open() throws IOException {
    project = NextProject.create("authjs");
    issuer = project.startIssuer("../e2e/issuer.mjs", Map.of());
    project.convex().setVariables(project.node(Map.of(), "keys.mjs"));
    pages =
        project.servePages(
            Map.of(
                "CONVEX_SITE_URL",
                project.convex().siteUrl(),
                "AUTH_COMPANY_ISSUER",
                issuer.url(),
                "AUTH_COMPANY_ID",
                "app",
                "AUTH_COMPANY_SECRET",
                "secret of the app"));
    project.push();
    variables = Map.of("APP_URL", pages.url(), "CONVEX_SITE_URL", project.convex().siteUrl());
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
  void aKeyPairThatOnlyTheWebServerHasIsRefused() {
    changeKeyPair(this::tellWebServer, this::tellDeployment);
  }

  @Test
  void aKeyPairThatOnlyTheDeploymentHasIsRefused() {
    changeKeyPair(this::tellDeployment, this::tellWebServer);
  }

  private void changeKeyPair(Runnable oneSide, Runnable otherSide) {
    play("makeKeyPair");
    oneSide.run();
    play("keysDiffer");
    otherSide.run();
    play("keysAgree");
  }

  private void tellWebServer() {
    play("takeKeyPair");
  }

  private void tellDeployment() {
    project.convex().setVariables(project.convex().read("deployment.env"));
  }
}
