package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The official client over WebSocket against a running server.
@Tag("conformance")
@Timeout(120)
class SyncClientTest {

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
        "convex/notes.ts",
        """
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        import { ConvexError } from "convex/values";
        export const list = query(async ({ db }: any) =>
          (await db.query("notes").collect()).map((row: any) => row.text));
        export const add = mutation(async ({ db }: any, { text }: any) => {
          if (text === "") throw new ConvexError({ empty: true });
          await db.insert("notes", { text });
          return text.length;
        });
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @AfterEach
  void stop() {
    project.close();
  }

  @Test
  void queriesAreLiveAndMutationsResolveAfterTheirEffects() {
    project.write(
        "client.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL);
        const seen = [];
        let first;
        const started = new Promise((resolve) => (first = resolve));
        client.onUpdate(anyApi.notes.list, {}, (list) => { seen.push(list.join()); first(); });
        await started;
        const length = await client.mutation(anyApi.notes.add, { text: "one" });
        const atOnce = seen.at(-1);
        await client.mutation(anyApi.notes.add, { text: "two" });
        const refused = await client.mutation(anyApi.notes.add, { text: "" }).catch((e) => e.data);
        console.log(JSON.stringify({ length, atOnce, refused, seen }));
        await client.close();
        """);

    assertThat(project.node("client.mjs"))
        .contains(
            "{\"length\":3,\"atOnce\":\"one\",\"refused\":{\"empty\":true},"
                + "\"seen\":[\"\",\"one\",\"one,two\"]}");
  }

  /// What a client does that lost its connection before the answer came.
  @Test
  void aMutationThatIsSentAgainRunsOnce() {
    project.write(
        "again.mjs",
        """
        import { createRequire } from "node:module";
        const require = createRequire(import.meta.resolve("convex/browser"));
        const { WebSocket } = require("ws");
        const address = process.env.CONVEX_SELF_HOSTED_URL.replace("http", "ws");
        const sessionId = crypto.randomUUID();
        async function attempt(requestId) {
          const socket = new WebSocket(address + "/api/1.48.0/sync");
          const answer = new Promise((resolve) => {
            socket.on("message", (text) => {
              const message = JSON.parse(text);
              if (message.type === "MutationResponse") resolve(message);
            });
          });
          await new Promise((resolve) => socket.on("open", resolve));
          const send = (message) => socket.send(JSON.stringify(message));
          send({ type: "Connect", sessionId, connectionCount: 0, lastCloseReason: null });
          send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications: [] });
          send({ type: "Mutation", requestId, udfPath: "notes:add", args: [{ text: "once" }] });
          const { result, ts, success } = await answer;
          socket.close();
          return { result, ts, success };
        }
        const first = await attempt(0);
        const [second, third] = await Promise.all([attempt(0), attempt(0)]);
        const other = await attempt(1);
        console.log(JSON.stringify({
          result: first.result,
          same: JSON.stringify(first) === JSON.stringify(second)
            && JSON.stringify(second) === JSON.stringify(third),
          otherIsNew: other.ts !== first.ts,
        }));
        """);

    assertThat(project.node("again.mjs"))
        .contains("{\"result\":4,\"same\":true,\"otherIsNew\":true}");
    assertThat(project.call("query", "notes:list", "{}")).contains("[\"once\",\"once\"]");
  }

  @Test
  void theToolsQueriesAnswer() {
    project.succeed("env", "set", "COLOR", "blue");

    assertThat(project.succeed("env", "list")).contains("COLOR=blue");
    assertThat(project.succeed("env", "get", "COLOR")).contains("blue");
    project.call("mutation", "notes:add", "{\"text\":\"hello\"}");
    assertThat(project.succeed("data")).contains("notes");
    assertThat(project.succeed("data", "notes")).contains("hello");
    assertThat(project.succeed("function-spec")).contains("notes.js:add");
  }
}
