package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import tools.jackson.databind.json.JsonMapper;

/// What `./jensen demo` does not show of `examples/hookless`: keys that change and keys of any
/// characters, users who are there twice, and functions that nobody outside may call.
@InBothModes
@Tag("conformance")
@Timeout(240)
class HooklessTest {

  private static final String KEY = "s3cret";

  @TempDir private static Path parent;

  private static CliProject project;

  @Parameter private boolean redacts;

  @BeforeAll
  static void push() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent, "--dev-issuer");
    project.copy("hookless", "convex");
    project.setVariables("API_KEY=" + KEY);
    project.write(
        "convex/keys.ts",
        """
        import { anyApi as api, createFunctionHandle, internalActionGeneric as internalAction,
          internalQueryGeneric as internalQuery, queryGeneric as query } from "convex/server";
        export const handle = query(async () => await createFunctionHandle(api.tasks.clear));
        export const isSet = query(async () => process.env.API_KEY ?? null);
        export const inside = internalQuery(async () => "inside");
        export const act = internalAction(async () => "inside");
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @BeforeEach
  void redact() {
    project.redact(redacts);
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  private static String dump(String key) {
    var arguments =
        JsonMapper.shared().createObjectNode().put("data", 1).put("apiKey", key).toString();
    return project.call("mutation", "tasks:dumpData", arguments);
  }

  private static String token(String subject) {
    var url = project.url();
    var data = project.data().toString();
    return JensenCommand.printed(
            "auth", "token", "--subject", subject, "--url", url, "--data", data)
        .strip();
  }

  private static void setKey(String line) {
    project.setVariables(line);
  }

  @Test
  void aKeyMustBeExactlyTheSame() {
    var random = "+/aZ09".repeat(14) + "==";
    for (var key : new String[] {random, " a b ", "with \"quotes\" and 'these'"}) {
      project.succeed("env", "set", "API_KEY", key);

      assertThat(dump(key)).contains("\"status\":\"success\"");
      project.assertFailed(dump(key + " "), "Invalid API key");
      project.assertFailed(dump(key.substring(1)), "Invalid API key");
      project.assertFailed(dump(key.replace('a', 'A')), "Invalid API key");
    }
    setKey("API_KEY=" + KEY);
  }

  /// A client that is connected sees it, and needs no push.
  @Test
  void aNewKeyIsInForceAtOnceAndWithoutAnyNobodyIsLetIn() throws IOException {
    project.write(
        "watch.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi as api } from "convex/server";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL, { logger: false });
        client.onUpdate(api.keys.isSet, {}, (key) => console.log("the key is", key));
        """);
    var process = project.startNode("watch.mjs", Map.of());
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      CliProject.await(output, "the key is " + KEY);
      setKey("API_KEY=another");
      CliProject.await(output, "the key is another");
      assertThat(dump("another")).contains("\"status\":\"success\"");
      project.assertFailed(dump(KEY), "Invalid API key");

      project.succeed("env", "remove", "API_KEY");
      CliProject.await(output, "the key is null");
      for (var key : new String[] {"another", "", "undefined", "null"}) {
        project.assertFailed(dump(key), "Invalid API key");
      }
    } finally {
      process.destroy();
      setKey("API_KEY=" + KEY);
    }
  }

  @Test
  void aThousandWrongKeysChangeNothing() throws IOException {
    int stored = stored();
    for (int i = 0; i < 1000; i++) {
      project.assertFailed(dump("guess-number-" + i), "Invalid API key");
    }

    assertThat(dump(KEY)).contains("\"status\":\"success\"");
    assertThat(stored()).isEqualTo(stored + 1);
    assertThat(Files.readString(project.path("server.log"))).doesNotContain("guess-number-", KEY);
  }

  private static int stored() {
    return JsonMapper.shared()
        .readTree(project.call("query", "tasks:list", "{}"))
        .get("value")
        .size();
  }

  @Test
  void aUserWhoIsThereTwiceIsAnError() {
    var token = token("twin");
    var user =
        "{\"name\":\"Twin\",\"tokenIdentifier\":\"%s/api/jensen/dev-issuer|twin\"}"
            .formatted(project.url());
    project.succeed("run", "users:add", user);
    project.succeed("run", "users:add", user);
    int stored = stored();

    var refused = project.call("mutation", "users:doSomething", "{}", "Bearer " + token);

    project.assertFailed(refused, "unique() query returned more than one result from table users");
    assertThat(stored()).isEqualTo(stored);
  }

  /// By every door, with every type, in every spelling, for nobody and for a user.
  @Test
  void nobodyOutsideCallsWhatIsInternal() {
    project.write(
        "reach.mjs",
        """
        import { ConvexClient, ConvexHttpClient } from "convex/browser";
        import { makeFunctionReference } from "convex/server";
        const url = process.env.CONVEX_SELF_HOSTED_URL;
        const names = ["keys:inside", "tasks:clear", "users:add", "keys:act", "tasks:missing", "Tasks:dumpData",
          "tasks:DumpData", "nothing:here"];
        let refusals = 0;
        for (const token of [null, process.env.TOKEN]) {
          const http = new ConvexHttpClient(url, { logger: false });
          const live = new ConvexClient(url, { logger: false });
          if (token) {
            http.setAuth(token);
            live.setAuth(async () => token);
          }
          for (const name of names) {
            for (const [door, client] of Object.entries({ http, live })) {
              for (const kind of ["query", "mutation", "action"]) {
                const answer = await client[kind](makeFunctionReference(name), {}).catch((e) => e.message);
                const says = process.env.REDACTED === "true"
                  ? /^(\\[CONVEX .*\\] )?\\[Request ID: [0-9a-f]{16}\\] Server Error(\\n\\s+Called by client)?$/
                  : new RegExp(`Could not find public function for '${name}'`);
                if (says.test(answer)) refusals++;
                else console.log(door, kind, name, answer);
              }
            }
            const headers = { "Content-Type": "application/json" };
            if (token) headers.Authorization = `Bearer ${token}`;
            const post = async (path, body) =>
              await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
            const run = await (await post(`/api/run/${name.replace(":", "/")}`, { args: {} })).text();
            const missing = process.env.REDACTED === "true" ? "Server Error" : "Could not find";
            if (!run.includes(missing)) console.log("run", name, run);
            const { status } = await post("/api/function", { path: name, args: {} });
            if (status !== 403) console.log("function", name, status);
          }
          await live.close();
        }
        console.log(`${refusals} refusals`);
        """);
    var token = token("mallory");
    int stored = stored();

    assertThat(project.node("reach.mjs", Map.of("TOKEN", token)).strip()).isEqualTo("96 refusals");
    assertThat(stored()).isEqualTo(stored);
    project.assertFailed(project.call("query", "_system/cli/tables", "{}"), "_system/cli/tables");
    project.assertFailed(
        project.call("mutation", "tasks.js:dumpData", "{\"data\":1,\"apiKey\":\"x\"}"),
        "Invalid API key");
    var handle =
        JsonMapper.shared().readTree(project.call("query", "keys:handle", "{}")).get("value");
    assertThat(project.call("mutation", handle.asString(), "{}"))
        .contains(handle.asString())
        .doesNotContain("\"status\":\"success\"");
    assertThat(stored()).isEqualTo(stored);
    assertThat(project.succeed("run", "keys:inside")).contains("inside");
  }

  @Test
  void whatIsNotAsItsValidatorSaysIsRefused() {
    int stored = stored();

    project.assertFailed(project.call("mutation", "tasks:dumpData", "{\"data\":1}"), "apiKey");
    project.assertFailed(
        project.call("mutation", "tasks:dumpData", "{\"data\":1,\"apiKey\":\"x\",\"more\":1}"),
        "more");
    project.assertFailed(
        project.call("mutation", "users:doSomething", "{}"), "Unauthenticated call to mutation");
    assertThat(project.call("query", "tasks:list", "{}", "Bearer not.a.jwt"))
        .contains("\"code\":\"InvalidAuthHeader\"");
    assertThat(stored()).isEqualTo(stored);
  }
}
