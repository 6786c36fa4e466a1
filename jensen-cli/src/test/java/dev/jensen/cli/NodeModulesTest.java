package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Modules with `"use node"`, pushed with the official command line tool.
@Tag("conformance")
@Timeout(300)
class NodeModulesTest {

  @TempDir private static Path parent;

  private CliProject project;

  @BeforeAll
  static void install() throws IOException {
    // Packages of its own, because it adds one.
    CliProject.describe(parent, "hookless");
    new Programs(parent, Map.of())
        .succeed("npm", "install", "--save-exact", "--no-audit", "--no-fund", "ms@2.1.3");
  }

  @BeforeEach
  void create() throws IOException {
    project = CliProject.create(parent);
    project.write("convex.json", "{\"node\":{\"externalPackages\":[\"ms\"]}}");
    project.write(
        "convex/notes.ts",
        """
        import { queryGeneric } from "convex/server";

        export const greeting = queryGeneric(() => "hello");
        """);
    project.write("convex/work.ts", module("actionGeneric"));
  }

  @AfterEach
  void stop() {
    project.close();
  }

  private static String module(String kind) {
    return """
    "use node";

    import { createHash } from "node:crypto";
    import { %1$s, makeFunctionReference } from "convex/server";
    import ms from "ms";

    export const hash = %1$s(async (ctx: any) => {
      const text = await ctx.runQuery(makeFunctionReference("notes:greeting") as any, {});
      console.log("hashing", text, ms("1m"));
      return createHash("md5").update(text).digest("hex");
    });
    """
        .formatted(kind);
  }

  @Test
  void theyRunWithThePackagesThatTheyNeedAlsoAfterARestart() throws IOException {
    project.succeed("deploy", "--typecheck", "disable");

    assertThat(project.succeed("run", "work:hash")).contains("5d41402abc4b2a76b9719d911017c592");
    assertThat(installed()).hasSize(1);

    project.stop();
    project.startAgain();

    assertThat(project.call("action", "work:hash", "{}"))
        .contains("5d41402abc4b2a76b9719d911017c592", "'hashing' 'hello' 60000");
    assertThat(installed()).hasSize(1);
  }

  private List<Path> installed() throws IOException {
    try (var packages = Files.list(project.data().resolve("node/packages"))) {
      return packages.toList();
    }
  }

  @Test
  void aQueryInOneStopsThePush() {
    project.write("convex/work.ts", module("queryGeneric"));

    var ended = project.convex("deploy", "--typecheck", "disable");

    assertThat(ended.status()).isNotZero();
    assertThat(ended.output())
        .contains("`hash` in `work.js` is a Query: only actions can be defined in Node.js.");
  }
}
