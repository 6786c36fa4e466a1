package dev.jensen.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.functions.FunctionApp;
import dev.jensen.mapping.ResultType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A project in TypeScript, pushed by the official tool.
@Tag("conformance")
@Timeout(180)
class TypeScriptProjectTest {

  private static final Path PACKAGES =
      Path.of(System.getProperty("repository.root"), "jensen-backend/src/test/js/node_modules");

  @TempDir private Path project;

  private void write(String name, String text) throws IOException {
    Files.writeString(project.resolve(name), text);
  }

  @Test
  void itsFunctionsAreCalledAndScheduled() throws Exception {
    Files.createSymbolicLink(project.resolve("node_modules"), PACKAGES);
    Files.createDirectory(project.resolve("convex"));
    write("package.json", "{\"name\":\"project\",\"dependencies\":{\"convex\":\"1.48.0\"}}");
    write(
        "convex/notes.ts",
        """
        import { anyApi, internalMutationGeneric as internalMutation } from "convex/server";
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        export const later = mutation(async (ctx: any, { text }: any) => {
          const user = await ctx.auth.getUserIdentity();
          await ctx.scheduler.runAfter(86400000, anyApi.notes.add, { text: user.subject + text });
        });
        export const add = internalMutation(async (ctx: any, { text }: any) => {
          await ctx.db.insert("notes", { text });
        });
        export const list = query(async (ctx: any) =>
          (await ctx.db.query("notes").collect()).map((note: any) => note.text));
        """);

    // @start region=push
    try (var deployment = TestDeployment.start(FunctionApp.of()).push(project)) {
      deployment.as("ada").mutation("notes:later", Map.of("text", "!"));

      deployment.advance(Duration.ofDays(1));

      assertThat(deployment.query("notes:list", Map.of(), new ResultType<List<String>>() {}))
          .containsExactly("ada!");
    }
    // @end
  }
}
