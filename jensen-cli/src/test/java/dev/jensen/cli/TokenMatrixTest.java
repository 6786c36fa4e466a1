package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens that the unmodified `jose` makes, good ones and bad ones, from outside: what each of them
/// is answered by either kind of provider, by a server that tells why and by one that does not.
///
/// They are in `clients/matrix.mjs` of the resources, by the numbers of the specification's rows.
@Tag("conformance")
@Timeout(300)
class TokenMatrixTest {

  /// What a slow machine could not play in time is in the backend's own test of the matrix.
  private static final int NOT_PLAYED = 3;

  private static final int ROWS = 48;

  @TempDir private static Path parent;

  @BeforeAll
  static void install() throws IOException {
    CliProject.install(parent, "nextjs");
  }

  private static void push(CliProject project) throws IOException {
    project.write("package.json", "{\"dependencies\":{\"convex\":\"1.48.0\"}}");
    project.write(
        "convex/auth.config.ts",
        """
        const names = ["main", "new", "two", "edwards", "secret", "encrypting", "another-algorithm",
          "short", "mixed", "slash", "keys-500", "keys-html", "keys-nonsense", "keys-untyped"];
        const oidc = (name: string) => ({
          domain: `${process.env.ISSUER}/oidc/${name}`, applicationID: "app" });
        const custom = (name: string, more = {}) => ({
          type: "customJwt", issuer: `${process.env.ISSUER}/custom/${name}`,
          jwks: `${process.env.ISSUER}/custom/${name}/keys`, algorithm: "RS256",
          applicationID: "app", ...more });
        const keys = `${process.env.ISSUER}/custom/main/keys`;
        export default { providers: [
          ...names.flatMap((name) => [oidc(name), custom(name)]),
          ...["redirecting", "elliptic", "mismatch", "missing", "broken", "html"].map(oidc),
          { domain: `${process.env.CLOSED}/oidc`, applicationID: "app" },
          { domain: "https://scheme.example.com/oidc", applicationID: "app" },
          custom("scheme", { issuer: "https://scheme.example.com/custom", jwks: keys }),
          custom("elliptic", { algorithm: "ES256" }),
          custom("data", { jwks: process.env.KEYS }),
          custom("open", { jwks: keys, applicationID: undefined }),
        ] };
        """);
    project.write(
        "convex/users.ts",
        """
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        export const sign = mutation(async ({ auth, db }) => {
          await db.insert("signatures", {});
          return await auth.getUserIdentity();
        });
        export const signatures = query(async ({ db }) =>
          (await db.query("signatures").collect()).length);
        """);
    project.write(
        "convex/http.ts",
        """
        import { httpActionGeneric as httpAction, httpRouter } from "convex/server";
        const http = httpRouter();
        http.route({ path: "/header", method: "GET", handler: httpAction(async ({ auth }, request) => {
          const who = await auth.getUserIdentity().then(() => "is", () => "threw");
          return new Response(`${request.headers.get("Authorization")} ${who}`);
        }) });
        export default http;
        """);
    for (var name : new String[] {"issuer.mjs", "matrix.mjs"}) {
      project.copyResource("clients/" + name, name);
    }
    project.setVariables("ISSUER=http://127.0.0.1:9\nCLOSED=http://127.0.0.1:9\nKEYS=data:,{}\n");
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTokenIsAnsweredAsSpecified(boolean redacts) throws IOException {
    var options = redacts ? new String[] {"--redact"} : new String[0];
    try (var project = CliProject.create(parent, options)) {
      push(project);
      var played =
          project.node(
              "matrix.mjs",
              Map.of("SITE_URL", project.siteUrl(), "REDACTED", Boolean.toString(redacts)));

      var rows =
          IntStream.rangeClosed(1, ROWS)
              .filter(row -> row != NOT_PLAYED)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(" "));
      assertThat(played.strip()).isEqualTo("rows: " + rows);
      assertThat(Files.readString(project.path("server.log"))).doesNotContain("eyJ");
    }
  }
}
