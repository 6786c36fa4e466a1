package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// The official tool and the official clients with a key that may look at everything and change
/// nothing.
@InBothModes
@Tag("conformance")
@Timeout(240)
class ReadOnlyKeyTest {

  private static final String DENIED = "You do not have permission to perform this operation";

  @TempDir private static Path parent;

  private static CliProject project;
  private static CliProject viewer;
  private static String key;

  @Parameter private boolean redacts;

  @BeforeAll
  static void push() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent);
    project.write(
        "convex/notes.ts",
        """
        import { actionGeneric as action, internalMutationGeneric as internalMutation,
          internalQueryGeneric as internalQuery, mutationGeneric as mutation, queryGeneric as query,
        } from "convex/server";
        const write = async (ctx: any) => await ctx.db.insert("notes", { text: "hello" });
        const read = async (ctx: any) => (await ctx.db.query("notes").collect()).length;
        export const count = query(read);
        export const hiddenCount = internalQuery(read);
        export const who = query(async (ctx: any) => (await ctx.auth.getUserIdentity())?.subject ?? "nobody");
        export const nothing = mutation(async () => "ran");
        export const add = mutation(write);
        export const hiddenAdd = internalMutation(write);
        export const act = action(async () => "acted");
        """);
    project.write(
        "convex/http.ts",
        """
        import { anyApi as api, httpActionGeneric as httpAction, httpRouter } from "convex/server";
        const http = httpRouter();
        http.route({
          path: "/count",
          method: "GET",
          handler: httpAction(async (ctx) => {
            const isNobody = await ctx.auth.getUserIdentity().then(() => false, () => true);
            return new Response(isNobody + " " + (await ctx.runMutation(api.notes.nothing, {})));
          }),
        });
        export default http;
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
    project.succeed("env", "set", "COLOUR", "green");
    project.succeed("run", "notes:hiddenAdd");
    key =
        JensenCommand.printed("admin-key", "--read-only", "--data", project.data().toString())
            .strip();
    viewer = project.with(key);
  }

  @BeforeEach
  void redact() {
    project.redact(redacts);
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  private static String call(String kind, String path) {
    return project.call(kind, path, "{}", "Convex " + key);
  }

  private static void assertIsRefused(String... arguments) {
    var ended = viewer.convex(arguments);
    assertThat(ended.status()).as(ended.output()).isNotZero();
    assertThat(ended.output()).contains(DENIED);
  }

  private static void assertNothingChanged() {
    assertThat(project.succeed("run", "notes:count").strip()).isEqualTo("1");
    assertThat(project.succeed("env", "list").strip()).isEqualTo("COLOUR=green");
  }

  @Test
  void theToolShowsEverything() {
    assertThat(viewer.succeed("run", "notes:count").strip()).isEqualTo("1");
    assertThat(viewer.succeed("run", "notes:hiddenCount").strip()).isEqualTo("1");
    assertThat(viewer.succeed("env", "get", "COLOUR").strip()).isEqualTo("green");
    assertThat(viewer.succeed("env", "list")).contains("COLOUR=green");
    assertThat(viewer.succeed("data", "notes")).contains("hello");
    assertThat(viewer.succeed("function-spec")).contains("notes.js:hiddenAdd");
  }

  @Test
  void theToolChangesNothing() throws IOException {
    assertIsRefused("run", "notes:add");
    assertIsRefused("run", "notes:hiddenAdd");
    assertIsRefused("run", "notes:act");
    assertIsRefused("run", "notes:count", "--identity", "{\"subject\":\"ann\"}");
    assertIsRefused("env", "set", "COLOUR", "red");
    assertIsRefused("env", "remove", "COLOUR");
    project.write("rows.jsonl", "{\"text\":\"imported\"}\n");
    assertIsRefused("import", "--table", "notes", "--append", "rows.jsonl");
    assertIsRefused("export", "--path", project.path("out.zip").toString());
    assertIsRefused("deploy", "--typecheck", "disable");
    assertNothingChanged();
  }

  @Test
  void overHttpInternalQueriesRunAndNothingElse() {
    assertThat(call("query", "notes:hiddenCount")).contains("\"value\":1");
    assertThat(call("function", "notes:hiddenCount")).contains("\"value\":1");
    for (var refused :
        new String[] {
          call("mutation", "notes:add"),
          call("mutation", "notes:hiddenAdd"),
          call("action", "notes:act"),
          call("function", "notes:hiddenAdd")
        }) {
      assertThat(refused).contains("\"code\":\"OperationNotPermitted\"", DENIED);
    }
    var ann =
        Base64.getEncoder()
            .encodeToString(
                "{\"issuer\":\"i\",\"subject\":\"ann\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(project.call("query", "notes:count", "{}", "Convex %s:%s".formatted(key, ann)))
        .contains("\"code\":\"OperationNotPermitted\"", DENIED);
    assertNothingChanged();
  }

  @Test
  void aLiveClientFollowsInternalQueriesAndIsRefusedTheRest() {
    project.write(
        "live.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi as api } from "convex/server";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL, { logger: false });
        client.client.setAdminAuth(process.env.KEY);
        const seen = await new Promise((resolve) => client.onUpdate(api.notes.hiddenCount, {}, resolve));
        console.log("count", seen);
        for (const call of [
          () => client.mutation(api.notes.hiddenAdd, {}),
          () => client.action(api.notes.act, {}),
        ]) {
          console.log(await call().then(() => "done", (error) => error.message));
        }
        await client.close();
        const other = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL, { logger: false });
        other.client.setAdminAuth(process.env.KEY, { issuer: "i", subject: "ann" });
        console.log("who", await new Promise((resolve) => other.onUpdate(api.notes.who, {}, resolve)));
        await other.close();
        """);
    var output = project.node("live.mjs", Map.of("KEY", key));

    assertThat(output).contains("count 1", "who nobody").doesNotContain("done");
    assertThat(output.split(redacts ? "Server Error" : DENIED, -1)).hasSize(3);
    assertNothingChanged();
  }

  /// Where anybody may call, its holder may as well, as nobody.
  @Test
  void anHttpActionDoesNotKnowIt() throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(project.siteUrl() + "/count"))
              .header("Authorization", "Convex " + key)
              .build();

      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.body()).isEqualTo("true ran");
    }
  }

  @Test
  void theCheckKnowsIt() {
    assertThat(
            JensenCommand.printed(
                "auth", "check", key, "--url", project.url(), "--data", project.data().toString()))
        .contains("read-only key");
  }
}
