package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `convex import` and `convex export`, and `jensen backup` and `restore`, against a real server.
@Tag("conformance")
@Timeout(180)
class ArchiveCliTest {

  @TempDir private static Path parent;

  private CliProject project;

  @BeforeAll
  static void install() throws IOException {
    CliProject.install(parent);
  }

  @BeforeEach
  void create() throws IOException {
    project = CliProject.create(parent);
    project.write(
        "convex/schema.ts",
        """
        import { defineSchema, defineTable } from "convex/server";
        import { v } from "convex/values";
        export default defineSchema({
          items: defineTable({ n: v.number(), name: v.optional(v.string()) }).index("by_n", ["n"]),
        });
        """);
    project.write(
        "convex/items.ts",
        """
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        export const count = query(async ({ db }: any) => await db.query("items").count());
        export const byNumber = query(async ({ db }: any) =>
          (await db.query("items").withIndex("by_n").take(50)).map((row: any) => row.n));
        export const fill = mutation(async ({ db }: any) => {
          const other = await db.insert("values", {
            int: 2n ** 62n, nan: NaN, minus: -0, bytes: new Uint8Array([1, 2, 250]).buffer,
            nested: [{ "a b": null }, true, "é😀", 1e300, 7],
          });
          await db.insert("values", { other });
        });
        export const values = query(async ({ db }: any) => await db.query("values").collect());
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @AfterEach
  void stop() {
    project.close();
  }

  private String call(String function) {
    return project.call("query", "items:%s".formatted(function), "{}");
  }

  private String numbers() {
    return call("byNumber").replaceAll(".*\"value\":(\\[[^]]*]).*", "$1");
  }

  @Test
  void everyFormatIsRead() {
    project.write("a.jsonl", "{\"n\":1}\n\n{\"n\":2,\"name\":\"two\"}\n");
    project.write("a.csv", "n,name\n3,\"three, or so\"\n4,\n");
    project.write("a.json", "[{\"n\":5},{\"n\":6}]");

    assertThat(project.succeed("import", "--table", "items", "a.jsonl"))
        .contains("items | 2      | 0      |")
        .contains("Added 2 documents to table \"items\"");
    project.succeed("import", "--table", "items", "--append", "a.csv");
    project.succeed("import", "--table", "items", "--append", "a.json");

    assertThat(numbers()).isEqualTo("[1,2,3,4,5,6]");
    assertThat(project.succeed("data", "items")).contains("three, or so");
  }

  @Test
  void aTableThatIsTooLargeForOneAnswerIsShown() {
    var large = "x".repeat(900_000);
    var lines =
        IntStream.range(0, 30).mapToObj(n -> "{\"n\":%d,\"large\":\"%s\"}%n".formatted(n, large));
    project.write("large.jsonl", lines.collect(Collectors.joining()));
    project.succeed("import", "--table", "large", "large.jsonl");

    var shown = project.succeed("data", "large", "--limit", "50000", "--format", "jsonl");

    assertThat(shown.lines().filter(line -> line.contains(large))).hasSize(30);
  }

  @Test
  void replacedTablesKeepTheirIndexesAndTheirNumbers() {
    project.write("a.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    project.write("b.jsonl", "{\"n\":7}\n");
    project.succeed("import", "--table", "items", "a.jsonl");

    assertThat(project.succeed("import", "--table", "items", "--replace", "-y", "b.jsonl"))
        .contains("items | 1      | 2 of 2 |");

    assertThat(numbers()).isEqualTo("[7]");
    assertThat(call("count")).contains("\"value\":1");
  }

  @Test
  void whatCannotBeImportedChangesNothing() {
    project.write("a.jsonl", "{\"n\":1}\n");
    project.succeed("import", "--table", "items", "a.jsonl");
    project.write("bad.jsonl", "{\"n\":2}\n{\"n\":\"3\"}\n");
    project.write("broken.jsonl", "{\"n\":2}\n{\"n\":\n");
    project.write("dollar.jsonl", "{\"n\":2,\"$x\":1}\n");
    project.write("short.csv", "n,name\n1\n");
    project.write("object.json", "{\"n\":1}");

    assertThat(refused("--table", "items", "a.jsonl"))
        .contains("Table items already exists. Please choose a new table name");
    assertThat(refused("--table", "items", "--append", "bad.jsonl"))
        .contains("Row 2 of table \"items\" does not match the schema");
    assertThat(refused("--table", "items", "--replace", "-y", "bad.jsonl"))
        .contains("does not match the schema");
    assertThat(refused("--table", "items", "--append", "broken.jsonl"))
        .contains("Row 2 wasn't valid JSON");
    assertThat(refused("--table", "items", "--append", "dollar.jsonl"))
        .contains("Row 1 wasn't a valid Convex value");
    assertThat(refused("--table", "items", "--append", "short.csv"))
        .contains("CSV row 1 doesn't have all of the fields in the header");
    assertThat(refused("--table", "items", "--append", "object.json")).contains("Not a JSON array");
    assertThat(refused("--table", "_index", "a.jsonl")).contains("starts with metadata prefix");
    assertThat(numbers()).isEqualTo("[1]");
  }

  private String refused(String... arguments) {
    var command = new String[arguments.length + 1];
    command[0] = "import";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    var ended = project.convex(command);
    assertThat(ended.status()).as(ended.output()).isNotZero();
    return ended.output();
  }

  @Test
  void anExportComesBackAsItWas() throws IOException {
    project.call("mutation", "items:fill", "{}");
    project.write("a.jsonl", "{\"n\":1}\n");
    project.succeed("import", "--table", "items", "a.jsonl");
    var values = call("values");
    project.succeed("export", "--path", "all.zip");
    try (var zip = new ZipFile(project.path("all.zip").toFile())) {
      assertThat(zip.getEntry("values/documents.jsonl")).isNotNull();
      assertThat(zip.getEntry("_tables/documents.jsonl")).isNotNull();
    }

    project.call("mutation", "items:fill", "{}");
    project.write("b.jsonl", "{\"n\":2}\n");
    project.succeed("import", "--table", "items", "--append", "b.jsonl");
    project.succeed("import", "--table", "third", "b.jsonl");
    project.succeed("import", "--replace-all", "-y", "all.zip");

    assertThat(call("values")).isEqualTo(values);
    assertThat(numbers()).isEqualTo("[1]");
    assertThat(project.succeed("data")).contains("items", "values").doesNotContain("third");
  }

  @Test
  void importsAtTheSameTimeDoNotHarmEachOther() throws Exception {
    project.write(
        "big.jsonl",
        IntStream.range(0, 30_000)
            .mapToObj("{\"n\":%d}"::formatted)
            .collect(Collectors.joining("\n")));

    var one = project.start("import", "--table", "items", "--replace", "-y", "big.jsonl");
    var other = project.start("import", "--table", "others", "--replace", "-y", "big.jsonl");

    for (var running : List.of(one, other)) {
      try (var output = running.inputReader()) {
        CliProject.await(output, "Added 30000 documents");
      } finally {
        running.destroyForcibly();
      }
    }
    assertThat(call("count")).contains("\"value\":30000");
  }

  @Test
  void anImportGoesOnAfterACrash() throws IOException {
    int rows = 60_000;
    project.write(
        "big.jsonl",
        IntStream.range(0, rows)
            .mapToObj("{\"n\":%d}"::formatted)
            .collect(Collectors.joining("\n")));

    for (var mode : new String[] {"--append", "--replace"}) {
      var running = project.start("import", "--table", "items", mode, "-y", "big.jsonl");
      try (var output = running.inputReader()) {
        CliProject.await(output, "Importing items (");
        project.crash();
        CliProject.await(output, "Added 60000 documents");
      } finally {
        running.destroyForcibly();
      }
      assertThat(call("count")).contains("\"value\":%d".formatted(rows));
    }
  }

  @Test
  void aBackupOfARunningServerIsRestored() throws IOException {
    project.write("a.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    project.succeed("import", "--table", "items", "a.jsonl");
    var backup = project.path("backup.zip");
    var written =
        JensenCommand.run(
            parent,
            "backup",
            "--url",
            project.url(),
            "--data",
            project.data().toString(),
            backup.toString());
    assertThat(written.output()).contains("Backup written");
    project.succeed("import", "--table", "later", "a.jsonl");

    var restored = project.path("restored");
    assertThat(restore(backup, restored).status()).isZero();
    assertThat(restore(backup, restored).output()).contains("is not empty");
    var cut = project.path("cut.zip");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(backup), 5000));
    assertThat(restore(cut, project.path("other")).output()).contains("is no whole backup");

    try (var server = ServerProcess.start(restored, project.path("restored.log"))) {
      var there = project.at(server);
      assertThat(there.succeed("data")).contains("items").doesNotContain("later");
      assertThat(there.call("query", "items:byNumber", "{}")).contains("[1,2]");
      assertThat(there.call("mutation", "items:fill", "{}")).contains("success");
    }
  }

  private static Programs.Ended restore(Path backup, Path data) {
    return JensenCommand.run(parent, "restore", "--data", data.toString(), backup.toString());
  }
}
