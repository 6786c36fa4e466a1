package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The official command line tool, unmodified, against a running server.
@Tag("conformance")
@Timeout(120)
class OfficialCliTest {

  private static final String READY = "Convex functions ready!";

  @TempDir private static Path parent;

  private CliProject project;

  @BeforeAll
  static void install() throws IOException {
    CliProject.install(parent);
  }

  @BeforeEach
  void create() throws IOException {
    project = CliProject.create(parent);
    project.write("convex/tasks.ts", tasks("one"));
  }

  @AfterEach
  void stop() {
    project.close();
  }

  @Test
  void deployedFunctionsRun() {
    project.succeed("deploy");

    assertThat(project.succeed("run", "tasks:which")).contains("\"one\"");
    assertThat(which()).isEqualTo(success("\"one\""));
  }

  @Test
  void codegenWritesTypes() {
    project.succeed("deploy");

    project.succeed("codegen");

    assertThat(project.path("convex/_generated/api.d.ts")).content().contains("tasks");
    assertThat(project.path("convex/_generated/dataModel.d.ts")).exists();
  }

  @Test
  void devPushesWhatChanges() throws IOException {
    var dev = project.start("dev");
    try (var output = dev.inputReader()) {
      CliProject.await(output, READY);
      assertThat(which()).isEqualTo(success("\"one\""));

      project.write("convex/tasks.ts", tasks("two"));

      CliProject.await(output, READY);
      assertThat(which()).isEqualTo(success("\"two\""));
    } finally {
      dev.descendants().forEach(ProcessHandle::destroyForcibly);
      dev.destroyForcibly().onExit().join();
    }
  }

  @Test
  void aSecondPushSendsNoModuleThatTheServerHas() throws IOException {
    var text =
        new Random(1)
            .ints(200_000, 'a', 'z')
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    project.write("convex/large.ts", "export const text = \"%s\";".formatted(text));
    try (var proxy = new RecordingProxy(project.url())) {
      var by = project.by(proxy.url());
      by.succeed("dev", "--once");

      by.succeed("dev", "--once");

      var sizes = proxy.sizes("/api/deploy2/start_push");
      assertThat(sizes).hasSizeGreaterThanOrEqualTo(2);
      // What 200 000 random letters need, however well they are packed.
      assertThat(sizes.getFirst()).isGreaterThan(116_000);
      assertThat(sizes.getLast()).isLessThan(116_000);
      assertThat(which()).isEqualTo(success("\"one\""));
    }
  }

  @Test
  void aTypeErrorStopsThePush() {
    project.succeed("dev", "--once");
    project.write(
        "convex/tsconfig.json",
        """
        {
          "compilerOptions": {
            "strict": true,
            "module": "ESNext",
            "target": "ESNext",
            "moduleResolution": "Bundler",
            "skipLibCheck": true,
            "noEmit": true
          },
          "include": ["./**/*"],
          "exclude": ["./_generated"]
        }
        """);
    project.write("convex/more.ts", "export const count: number = \"many\";");

    var ended = project.convex("deploy");

    refused(ended, "convex/more.ts", "Type 'string' is not assignable to type 'number'");
  }

  @Test
  void aModuleThatThrowsStopsThePush() {
    project.succeed("dev", "--once");
    project.write("convex/more.ts", "throw new Error(\"broken on purpose\");\nexport {};");

    var ended = project.convex("dev", "--once");

    refused(ended, "broken on purpose", "more.ts");
  }

  @Test
  void aSchemaThatCannotBeStopsThePush() {
    project.succeed("dev", "--once");
    project.write(
        "convex/schema.ts",
        """
        import { defineSchema, defineTable } from "convex/server";
        import { v } from "convex/values";
        export default defineSchema({
          tasks: defineTable({ name: v.string() }).index("by_name", ["name"]).index("by_name", ["name"]),
        });
        """);

    var ended = project.convex("dev", "--once");

    refused(ended, "by_name");
  }

  @Test
  void aSchemaThatStoredDataViolatesStopsThePushAndTheNextOneWorks() throws IOException {
    project.succeed("dev", "--once");
    assertThat(project.call("mutation", "tasks:add", "{\"name\":7}")).contains("success");
    project.write(
        "convex/schema.ts",
        """
        import { defineSchema, defineTable } from "convex/server";
        import { v } from "convex/values";
        export default defineSchema({ tasks: defineTable({ name: v.string() }) });
        """);
    project.write("convex/tasks.ts", tasks("two").replace("v.any()", "v.string()"));

    var ended = project.convex("dev", "--once", "--typecheck", "disable");

    refused(ended, "name", "tasks");
    project.delete("convex/schema.ts");
    project.succeed("dev", "--once");
    assertThat(which()).isEqualTo(success("\"two\""));
  }

  @Test
  void aMissingVariableOfTheAuthConfigStopsThePush() {
    project.succeed("dev", "--once");
    project.write(
        "convex/auth.config.ts",
        """
        export default {
          providers: [{ domain: process.env.MY_ISSUER!, applicationID: "convex" }],
        };
        """);

    var ended = project.convex("dev", "--once", "--typecheck", "disable");

    refused(ended, "MY_ISSUER");
    project.succeed("env", "set", "MY_ISSUER", "https://issuer.example");
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @Test
  void anIndexIsFilledBeforeFunctionsUseIt() {
    project.succeed("dev", "--once");
    project.call("mutation", "tasks:fill", "{\"count\":300}");
    project.write(
        "convex/schema.ts",
        """
        import { defineSchema, defineTable } from "convex/server";
        import { v } from "convex/values";
        export default defineSchema({ tasks: defineTable({ name: v.any() }).index("by_name", ["name"]) });
        """);
    project.write(
        "convex/sorted.ts",
        """
        import { query } from "./_generated/server";
        export const all = query({
          args: {},
          handler: async (ctx) =>
            (await ctx.db.query("tasks").withIndex("by_name").collect()).map((task) => task.name),
        });
        """);

    var pushed = project.succeed("dev", "--once");

    assertThat(pushed).contains("tasks.by_name");
    var sorted = IntStream.range(0, 300).mapToObj(Integer::toString);
    assertThat(project.call("query", "sorted:all", "{}"))
        .isEqualTo(success(sorted.collect(Collectors.joining(",", "[", "]"))));
  }

  @Test
  void variablesTakeEffectWithoutAPush() {
    project.succeed("dev", "--once");
    assertThat(variable()).isEqualTo(success("null"));

    project.succeed("env", "set", "COLOR", "green");
    assertThat(variable()).isEqualTo(success("\"green\""));

    project.succeed("env", "remove", "COLOR");
    assertThat(variable()).isEqualTo(success("null"));
  }

  @Test
  void anInlineQueryIsRefusedAtOnceInWords() {
    project.succeed("dev", "--once");

    var ended = project.convex("run", "--inline-query", "return 1");

    assertThat(ended.status()).isNotZero();
    assertThat(ended.output()).contains("does not run inline queries yet");
  }

  /// The tool failed with these words, and what was deployed before is still there.
  private void refused(Programs.Ended ended, String... words) {
    assertThat(ended.output()).contains(words);
    assertThat(ended.status()).isNotZero();
    assertThat(which()).isEqualTo(success("\"one\""));
  }

  private String which() {
    return project.call("query", "tasks:which", "{}");
  }

  private String variable() {
    return project.call("query", "tasks:color", "{}");
  }

  private static String success(String value) {
    return "{\"status\":\"success\",\"value\":%s}".formatted(value);
  }

  private static String tasks(String which) {
    return """
    import { mutation, query } from "./_generated/server";
    import { v } from "convex/values";

    export const which = query({ args: {}, handler: async () => "%s" });

    export const color = query({ args: {}, handler: async () => process.env.COLOR ?? null });

    export const add = mutation({
      args: { name: v.any() },
      handler: async (ctx, { name }) => {
        await ctx.db.insert("tasks", { name });
      },
    });

    export const fill = mutation({
      args: { count: v.number() },
      handler: async (ctx, { count }) => {
        for (let i = count - 1; i >= 0; i--) {
          await ctx.db.insert("tasks", { name: i });
        }
      },
    });
    """
        .formatted(which);
  }
}
