package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Official clients that lose the network at random miss no update, see nothing go back, read their
/// own writes and make every change once.
@Tag("conformance")
@Timeout(300)
class RandomClientsTest {

  private static final long RUNS = Long.getLong("randomClients", 3);

  @TempDir private static Path parent;

  private static CliProject project;

  @BeforeAll
  static void start() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent);
    project.write(
        "convex/schema.ts",
        """
        import { defineSchema, defineTable } from "convex/server";
        import { v } from "convex/values";
        export default defineSchema({
          counters: defineTable({ key: v.number(), value: v.number() })
            .index("by_key", ["key"]),
        });
        """);
    project.write(
        "convex/counters.ts",
        """
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        const find = (db: any, key: number) =>
          db.query("counters").withIndex("by_key", (q: any) => q.eq("key", key)).unique();
        export const read = query(async ({ db }: any, { key }: any) =>
          (await find(db, key))?.value ?? 0);
        export const total = query(async ({ db }: any) =>
          (await db.query("counters").collect())
            .reduce((sum: number, row: any) => sum + row.value, 0));
        export const bump = mutation(async ({ db }: any, { key }: any) => {
          const counter = await find(db, key);
          if (counter === null) {
            await db.insert("counters", { key, value: 1 });
            return 1;
          }
          await db.patch(counter._id, { value: counter.value + 1 });
          return counter.value + 1;
        });
        export const reset = mutation(async ({ db }: any) => {
          for (const row of await db.query("counters").collect()) await db.delete(row._id);
        });
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, RUNS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seeWhatTheyMay(long seed) throws IOException {
    project.call("mutation", "counters:reset", "{}");
    project.copyResource("clients/random.mjs", "random.mjs");

    assertThat(project.node("random.mjs", Map.of("SEED", Long.toString(seed))))
        .contains(" mutations, each once");
  }
}
