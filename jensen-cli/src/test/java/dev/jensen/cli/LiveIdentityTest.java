package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The unmodified `ConvexClient` in plain Node, while who it is changes in every way.
///
/// What happens is in `clients/identities.mjs` of the resources.
@InBothModes
@Tag("conformance")
@Timeout(240)
class LiveIdentityTest {

  @TempDir private static Path parent;

  @AutoClose private static CliProject project;

  @Parameter private boolean redacts;

  @BeforeAll
  static void push() throws IOException {
    CliProject.install(parent, "nextjs");
    project = CliProject.create(parent);
    project.write("package.json", "{\"dependencies\":{\"convex\":\"1.48.0\"}}");
    project.write(
        "convex/auth.config.ts",
        """
        export default { providers: ["", "/next"].map((path) =>
          ({ domain: process.env.ISSUER! + path, applicationID: "app" })) };
        """);
    project.write(
        "convex/users.ts",
        """
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        export const all = query(async ({ auth }) => await auth.getUserIdentity());
        export const who = query(async ({ auth }) => {
          const identity = await auth.getUserIdentity();
          return identity && [identity.subject, identity.role ?? null];
        });
        export const execution = query(async () => Math.random());
        export const sign = mutation(async ({ auth, db }) => {
          const by = (await auth.getUserIdentity())?.subject ?? null;
          await db.insert("signatures", { by });
          return by;
        });
        export const note = mutation(async ({ auth, db }, { text }: any) => {
          const by = (await auth.getUserIdentity())?.subject ?? null;
          await db.insert("notes", { by, text });
          return by;
        });
        export const noted = query(async ({ db }, { text }: any) =>
          (await db.query("notes").collect()).filter((row) => row.text === text).map(({ by }) => by));
        """);
    for (var name : new String[] {"issuer.mjs", "identities.mjs"}) {
      project.copyResource("clients/" + name, name);
    }
    project.setVariables("ISSUER=http://127.0.0.1:9");
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @BeforeEach
  void redact() {
    project.redact(redacts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "changes",
        "refreshed",
        "another",
        "early",
        "ended",
        "refused",
        "down",
        "two",
        "acting",
        "foreign",
        "rotated",
        "many",
        "removed"
      })
  void play(String scenario) {
    assertThat(project.node("identities.mjs", Map.of("SCENARIO", scenario)))
        .contains("Played: " + scenario);
  }

  @Test
  void whatIsSentWhileTheServerStartsAgainRunsOnceAndAsTheUser() throws IOException {
    var client = project.startNode("identities.mjs", Map.of("SCENARIO", "restarted"));
    try (var output = client.inputReader()) {
      CliProject.await(output, "ready for the restart");
      project.stop();
      CliProject.await(output, "sent in the gap");
      project.startAgain();
      CliProject.await(output, "Played: restarted");
    } finally {
      client.destroyForcibly();
    }
  }
}
