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

  @Test
  void actionsRunBesideMutationsAndCallFunctions() {
    project.write(
        "convex/jobs.ts",
        """
        import { actionGeneric as action, anyApi, internalActionGeneric as internalAction,
          internalMutationGeneric as internalMutation } from "convex/server";
        import { ConvexError } from "convex/values";
        export const note = internalMutation(async ({ db }: any, { text }: any) =>
          (await db.insert("notes", { text })).length > 0);
        export const inner = internalAction(async ({ runMutation }: any, { text }: any) => {
          await runMutation(anyApi.jobs.note, { text: text + "!" });
          return text.length;
        });
        export const work = action(async (ctx: any, { texts }: any) => {
          await Promise.all(texts.map((text: string) => ctx.runMutation(anyApi.jobs.note, { text })));
          const length = await ctx.runAction(anyApi.jobs.inner, { text: "inner" });
          const failure = await ctx.runMutation(anyApi.notes.add, { text: "" })
            .catch((e: any) => e.data);
          const seen = await ctx.runQuery(anyApi.notes.list, {});
          return { length, failure, seen: seen.toSorted(), moves: Date.now() > 1.7e12 };
        });
        export const fail = action(async () => { throw new ConvexError("quota"); });
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
    project.write(
        "actions.mjs",
        """
        import { ConvexClient, ConvexHttpClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL);
        const http = new ConvexHttpClient(process.env.CONVEX_SELF_HOSTED_URL);
        const [work, added] = await Promise.all([
          client.action(anyApi.jobs.work, { texts: ["a", "b", "c"] }),
          client.mutation(anyApi.notes.add, { text: "beside" }),
        ]);
        work.seen = work.seen.filter((text) => text !== "beside");
        const failed = await client.action(anyApi.jobs.fail, {}).catch((e) => e.data);
        const hidden = await client.action(anyApi.jobs.inner, { text: "x" })
          .catch((e) => e.message.includes("Could not find public function for 'jobs:inner'"));
        const overHttp = await http.action(anyApi.jobs.fail, {}).catch((e) => e.data);
        console.log(JSON.stringify({ work, added, failed, hidden, overHttp }));
        await client.close();
        """);

    assertThat(project.node("actions.mjs"))
        .contains(
            "{\"work\":{\"failure\":{\"empty\":true},\"length\":5,\"moves\":true,"
                + "\"seen\":[\"a\",\"b\",\"c\",\"inner!\"]},"
                + "\"added\":6,\"failed\":\"quota\",\"hidden\":true,\"overHttp\":\"quota\"}");
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
  void theToolWatchesAQuery() throws IOException {
    var watching = project.start("run", "--watch", "notes:list");
    try (var output = watching.inputReader()) {
      CliProject.await(output, "[]");
      project.call("mutation", "notes:add", "{\"text\":\"seen at once\"}");
      CliProject.await(output, "seen at once");
    } finally {
      watching.destroyForcibly();
    }
  }

  /// `consistentQuery` reads at the same timestamp however often it asks.
  @Test
  void queriesOverHttpCanBeConsistent() {
    project.call("mutation", "notes:add", "{\"text\":\"before\"}");
    project.write(
        "consistent.mjs",
        """
        import { ConvexHttpClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const client = new ConvexHttpClient(process.env.CONVEX_SELF_HOSTED_URL);
        const first = await client.consistentQuery(anyApi.notes.list, {});
        await client.mutation(anyApi.notes.add, { text: "after" });
        const second = await client.consistentQuery(anyApi.notes.list, {});
        const newest = await client.query(anyApi.notes.list, {});
        console.log(JSON.stringify({ first, second, newest }));
        """);

    assertThat(project.node("consistent.mjs"))
        .contains(
            "{\"first\":[\"before\"],\"second\":[\"before\"],\"newest\":[\"before\",\"after\"]}");
  }

  @Test
  void clientsGoOnWhenTheServerIsStartedAgain() throws IOException {
    project.write(
        "restart.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL, { logger: false });
        let wake;
        client.onUpdate(anyApi.notes.list, {}, (list) => {
          console.log("shown: " + list.join());
          if (list.length === 3) wake();
        });
        const all = new Promise((resolve) => (wake = resolve));
        await client.mutation(anyApi.notes.add, { text: "one" });
        console.log("ready for the crash");
        await all;
        console.log("done: " + (await client.mutation(anyApi.notes.add, { text: "four" })));
        await client.close();
        """);
    var client = project.startNode("restart.mjs");
    try (var output = client.inputReader()) {
      CliProject.await(output, "ready for the crash");
      project.crash();
      project.call("mutation", "notes:add", "{\"text\":\"two\"}");
      project.call("mutation", "notes:add", "{\"text\":\"three\"}");
      CliProject.await(output, "shown: one,two,three");
      CliProject.await(output, "done: 4");
    } finally {
      client.destroyForcibly();
    }
  }

  /// A socket that is not read gets what is newest when it is read again, and nobody waits for it.
  @Test
  void whoReadsSlowlyIsToldLessAndHoldsUpNobody() {
    project.write(
        "convex/large.ts",
        """
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        export const read = query(async ({ db }: any) => {
          const row = await db.query("large").first();
          return { number: row?.number ?? 0, text: "\u20ac".repeat(1_700_000) };
        });
        export const set = mutation(async ({ db }: any, { number }: any) => {
          const row = await db.query("large").first();
          if (row === null) await db.insert("large", { number });
          else await db.patch(row._id, { number });
        });
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
    project.write(
        "slow.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi } from "convex/server";
        import { createRequire } from "node:module";
        const { WebSocket } = createRequire(import.meta.resolve("convex/browser"))("ws");
        const url = process.env.CONVEX_SELF_HOSTED_URL;
        let slow;
        const kinds = new Map();
        class Slow extends WebSocket {
          constructor(...args) {
            super(...args);
            slow = this;
            this.on("message", (text) => {
              const { type } = JSON.parse(text);
              kinds.set(type, (kinds.get(type) ?? 0) + 1);
            });
          }
        }
        const quick = new ConvexClient(url, { logger: false });
        const sluggish = new ConvexClient(url, { logger: false, webSocketConstructor: Slow });
        const watch = (client, onNumber) =>
          new Promise((resolve) =>
            client.onUpdate(anyApi.large.read, {}, ({ number }) => {
              onNumber(number);
              resolve();
            }));
        const seen = [];
        let finished;
        const end = new Promise((resolve) => (finished = resolve));
        await watch(quick, () => {});
        await watch(sluggish, (number) => {
          seen.push(number);
          if (number === 12) finished();
        });
        slow.pause();
        for (let number = 1; number <= 12; number++) {
          await quick.mutation(anyApi.large.set, { number });
        }
        slow.resume();
        await end;
        console.log(JSON.stringify({
          isLess: seen.length < 9,
          isInOrder: seen.every((number, i) => i === 0 || number > seen[i - 1]),
          cameInParts: kinds.get("TransitionChunk") === 2 * seen.length,
        }));
        process.exit(0);
        """);

    assertThat(project.node("slow.mjs"))
        .contains("{\"isLess\":true,\"isInOrder\":true,\"cameInParts\":true}");
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
