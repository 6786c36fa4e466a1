package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every frame of one conversation with the official client, as it was recorded and read beside
/// `spec/sync-protocol.md` §16.
@Tag("conformance")
@Timeout(120)
class TraceTest {

  @Test
  void framesAreThoseOfTheRecording(@TempDir Path parent) throws IOException {
    CliProject.install(parent);
    try (var project = CliProject.create(parent)) {
      project.write(
          "convex/notes.ts",
          """
          import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query }
            from "convex/server";
          import { ConvexError } from "convex/values";
          const texts = (rows: any[]) => rows.map((row) => row.text);
          export const list = query(async ({ db }: any) => {
            console.log("listed");
            return texts(await db.query("notes").collect());
          });
          export const pages = query(async ({ db }: any, { paginationOpts }: any) => {
            const { page, isDone } = await db.query("notes").order("desc").paginate(paginationOpts);
            return { page: texts(page), isDone };
          });
          export const add = mutation(async ({ db }: any, { text }: any) => {
            if (text === "") throw new ConvexError("empty");
            await db.insert("notes", { text });
            return BigInt(text.length);
          });
          export const shout = action(async (_: any, { text }: any) => text + "!");
          """);
      project.succeed("dev", "--once", "--typecheck", "disable");
      project.copyResource("clients/trace.mjs", "trace.mjs");

      assertThat(
              project.node("trace.mjs").replaceAll("\"journal\":\"[^\"]+\"", "\"journal\":\"J\""))
          .isEqualToNormalizingNewlines(CliProject.resource("clients/trace.txt"));
    }
  }
}
