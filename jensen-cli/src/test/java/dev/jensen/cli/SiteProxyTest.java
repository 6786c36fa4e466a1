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

/// `examples/nextjs/convex-auth` at a deployment whose site has a name that resolves nowhere,
/// behind a proxy that ends TLS: the unmodified `@convex-dev/auth` must use that name.
@InBothModes
@Tag("conformance")
@Timeout(300)
class SiteProxyTest {

  private static final String SITE = "https://site.example.test";
  private static final String APP = "https://app.example.test";

  @AutoClose private static NextProject project;

  @AutoClose private static NodeService issuer;

  @Parameter private boolean redacts;

  @BeforeAll
  static void open() throws IOException {
    project = NextProject.create("nextjs", "convex-auth", "site-proxy", "--site-origin", SITE);
    issuer = project.startIssuer("../e2e/issuer.mjs", Map.of());
    var company =
        """
        SITE_URL=%s
        AUTH_COMPANY_ISSUER=%s
        AUTH_COMPANY_ID=app
        AUTH_COMPANY_SECRET='secret of the app'
        """
            .formatted(APP, issuer.url());
    project.convex().setVariables(project.node(Map.of(), "keys.mjs") + company);
    addRoute();
    project.push();
  }

  @BeforeEach
  void redact() {
    project.convex().redact(redacts);
  }

  /// An HTTP action that answers with the address that it was asked for.
  private static void addRoute() {
    var convex = project.convex();
    var source = convex.read("convex/http.ts");
    var route =
        """
        import { httpAction } from "./_generated/server";

        const handler = httpAction(async (_, request) => new Response(request.url));
        http.route({ path: "/seen", method: "GET", handler });
        """;
    convex.write("convex/http.ts", source + route);
  }

  @Test
  void theSiteIsKnownByItsPublicNameOnly() {
    project.play("behindProxy", Map.of("APP_URL", APP, "CONVEX_SITE_URL", SITE));
  }
}
