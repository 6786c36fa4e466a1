package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server whose disk takes no more. No file of its process may grow beyond a limit, so that
/// writing fails in the middle, as on a full disk.
@Tag("conformance")
@Timeout(120)
class FullDiskTest {

  private static final long LIMIT_BYTES = 5 << 20;

  @TempDir private static Path parent;

  @BeforeAll
  static void install() throws IOException {
    CliProject.install(parent);
  }

  @Test
  void writesStopReadsGoOnAndNothingAcknowledgedIsLost() throws IOException {
    try (var project = CliProject.create(parent)) {
      project.write(
          "convex/blobs.ts",
          """
          import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
          export const add = mutation(async ({ db }: any, { n }: any) => {
            const text = Array.from({ length: 20000 }, () => Math.random()).join();
            await db.insert("blobs", { n, text });
          });
          export const numbers = query(async ({ db }: any) =>
            (await db.query("blobs").collect()).map((row: any) => row.n));
          """);
      project.succeed("dev", "--once", "--typecheck", "disable");
      project.limitFiles(LIMIT_BYTES);

      var acknowledged = new ArrayList<Integer>();
      var answer = add(project, 0);
      while (answer.contains("\"success\"")) {
        acknowledged.add(acknowledged.size());
        answer = add(project, acknowledged.size());
      }

      assertThat(acknowledged).isNotEmpty();
      assertThat(answer).contains("InternalServerError");
      assertThat(add(project, 1000)).contains("InternalServerError");
      assertThat(numbers(project)).contains(acknowledged.toString().replace(" ", ""));
      assertThat(project.path("server.log"))
          .content()
          .contains("Check the disk; nothing more is written until a restart.");

      project.crash();
      assertThat(numbers(project)).contains(list(acknowledged));
      assertThat(add(project, acknowledged.size())).contains("\"success\"");
    }
  }

  /// What was being written when the disk was full may be there too.
  private static String list(List<Integer> acknowledged) {
    return acknowledged.toString().replace(" ", "").replace("]", "");
  }

  private static String add(CliProject project, int n) {
    return project.call("mutation", "blobs:add", "{\"n\":%d}".formatted(n));
  }

  private static String numbers(CliProject project) {
    return project.call("query", "blobs:numbers", "{}");
  }
}
