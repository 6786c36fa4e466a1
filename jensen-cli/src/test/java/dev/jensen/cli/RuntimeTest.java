package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What functions do beside the database, pushed and called with the official tool and client
/// against a running server.
@Tag("conformance")
@Timeout(180)
class RuntimeTest {

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
          done: defineTable({ n: v.number() }).index("by_n", ["n"]),
          ticks: defineTable({}),
          files: defineTable({ storageId: v.id("_storage"), name: v.string() }),
        });
        """);
    project.write(
        "convex/jobs.ts",
        """
        import { action, internalMutation, mutation, query } from "./_generated/server";
        import { internal } from "./_generated/api";
        import { v } from "convex/values";
        export const done = internalMutation({
          args: { n: v.number() },
          handler: async ({ db }, { n }) => { await db.insert("done", { n }); },
        });
        export const later = mutation({
          args: { from: v.number(), count: v.number(), millis: v.number() },
          handler: async ({ scheduler }, { from, count, millis }) => {
            for (let n = from; n < from + count; n++) {
              await scheduler.runAfter(millis, internal.jobs.done, { n });
            }
          },
        });
        export const list = query({
          args: {},
          handler: async ({ db }) => {
            const pending = (await db.system.query("_scheduled_functions").collect())
              .filter((job) => job.state.kind === "pending" || job.state.kind === "inProgress");
            const rows = await db.query("done").withIndex("by_n").collect();
            return { pending: pending.length, done: rows.map((row) => row.n) };
          },
        });
        export const ticks = query({
          args: {},
          handler: async ({ db }) => (await db.query("ticks").collect()).length,
        });
        export const tick = internalMutation({
          args: {},
          handler: async ({ db }) => { await db.insert("ticks", {}); },
        });
        export const visit = action({
          args: {},
          handler: async () => {
            const response = await fetch(`${process.env.CONVEX_SITE_URL}/ping?n=1`);
            const text = await response.text();
            console.log("fetched", text);
            return text;
          },
        });
        """);
    project.write(
        "convex/files.ts",
        """
        import { mutation, query } from "./_generated/server";
        import { v } from "convex/values";
        export const uploadUrl = mutation({
          args: {},
          handler: async ({ storage }) => await storage.generateUploadUrl(),
        });
        export const save = mutation({
          args: { storageId: v.id("_storage"), name: v.string() },
          handler: async ({ db }, file) => await db.insert("files", file),
        });
        export const remove = mutation({
          args: {},
          handler: async ({ db, storage }) => {
            for (const file of await db.query("files").collect()) {
              await storage.delete(file.storageId);
            }
          },
        });
        export const list = query({
          args: {},
          handler: async ({ db, storage }) => await Promise.all(
            (await db.query("files").collect()).map(async ({ name, storageId }) => ({
              name,
              url: await storage.getUrl(storageId),
              size: (await db.system.get(storageId))?.size,
            })),
          ),
        });
        """);
    project.write(
        "convex/http.ts",
        """
        import { httpRouter } from "convex/server";
        import { httpAction } from "./_generated/server";
        import { internal } from "./_generated/api";
        const http = httpRouter();
        http.route({
          path: "/ping",
          method: "GET",
          handler: httpAction(async (_ctx, request) => {
            const n = new URL(request.url).searchParams.get("n");
            return new Response(`pong ${n}`, { headers: { "X-Own": "yes" } });
          }),
        });
        http.route({
          path: "/hook",
          method: "POST",
          handler: httpAction(async (ctx, request) => {
            const { n } = await request.json();
            await ctx.scheduler.runAfter(0, internal.jobs.done, { n });
            return Response.json({ accepted: n }, { status: 202 });
          }),
        });
        export default http;
        """);
    project.write(
        "convex/crons.ts",
        """
        import { cronJobs } from "convex/server";
        import { internal } from "./_generated/api";
        const crons = cronJobs();
        crons.interval("tick", { seconds: 1 }, internal.jobs.tick, {});
        export default crons;
        """);
    project.succeed("dev", "--once");
  }

  @AfterEach
  void stop() {
    project.close();
  }

  @Test
  void scheduledFunctionsFilesAndRoutesWorkTogether() {
    project.write(
        "client.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi as api } from "convex/server";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL);
        const until = (query, holds) => new Promise((resolve) => {
          const stop = client.onUpdate(query, {}, (value) => {
            if (holds(value)) { resolve(value); queueMicrotask(() => stop()); }
          });
        });
        const site = process.env.SITE_URL;
        const hook = await fetch(`${site}/hook`, { method: "POST", body: JSON.stringify({ n: 7 }) });
        const accepted = { status: hook.status, body: await hook.json() };
        const { done } = await until(api.jobs.list, (list) => list.done.length === 1);
        const visited = await client.action(api.jobs.visit, {});

        const content = new Uint8Array(300_000).map((_, i) => i % 251);
        const url = await client.mutation(api.files.uploadUrl, {});
        const posted = await fetch(url, {
          method: "POST", headers: { "Content-Type": "image/x-test" }, body: content });
        const { storageId } = await posted.json();
        await client.mutation(api.files.save, { storageId, name: "picture" });
        const [file] = await until(api.files.list, (files) => files.length === 1);
        const got = await fetch(file.url);
        const bytes = new Uint8Array(await got.arrayBuffer());
        const same = bytes.length === content.length && bytes.every((b, i) => b === content[i]);
        const part = await fetch(file.url, { headers: { Range: "bytes=250-252" } });
        const range = { status: part.status, bytes: [...new Uint8Array(await part.arrayBuffer())] };
        const gone = until(api.files.list, (files) => files[0].url === null);
        await client.mutation(api.files.remove, {});
        await gone;
        const after = (await fetch(file.url)).status;
        await until(api.jobs.ticks, (ticks) => ticks >= 2);
        console.log(JSON.stringify({ accepted, done, visited, same, size: file.size,
          type: got.headers.get("content-type"), range, after }));
        await client.close();
        """);

    assertThat(project.node("client.mjs", Map.of("SITE_URL", project.siteUrl())))
        .contains(
            "{\"accepted\":{\"status\":202,\"body\":{\"accepted\":7}},\"done\":[7],"
                + "\"visited\":\"pong 1\",\"same\":true,\"size\":300000,"
                + "\"type\":\"image/x-test\","
                + "\"range\":{\"status\":206,\"bytes\":[250,0,1]},\"after\":404}");
  }

  @Test
  void scheduledMutationsRunOnceThoughTheServerIsKilled() {
    int count = 300;
    for (int from = 0; from < count; from += 100) {
      assertThat(
              project.call(
                  "mutation",
                  "jobs:later",
                  "{\"from\":%d,\"count\":100,\"millis\":0}".formatted(from)))
          .contains("\"success\"");
    }
    project.write(
        "some.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi as api } from "convex/server";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL);
        const atLeast = Number(process.env.AT_LEAST);
        const done = await new Promise((resolve) =>
          client.onUpdate(api.jobs.list, {}, (list) => {
            if (list.done.length >= atLeast) resolve(list.done);
          }));
        console.log(JSON.stringify(done));
        await client.close();
        """);
    project.node("some.mjs", Map.of("AT_LEAST", "20"));
    project.crash();
    project.node("some.mjs", Map.of("AT_LEAST", "150"));
    project.crash();

    var all = project.node("some.mjs", Map.of("AT_LEAST", Integer.toString(count)));
    var expected = new StringBuilder("[0");
    for (int n = 1; n < count; n++) {
      expected.append(',').append(n);
    }
    assertThat(all.strip()).isEqualTo(expected.append(']').toString());
  }

  @Test
  void theToolShowsWhatActionsLog() throws IOException {
    assertThat(project.succeed("run", "jobs:visit")).contains("pong 1");

    var logs = project.start("logs", "--history", "50");
    try (var output = logs.inputReader()) {
      CliProject.await(output, "'fetched' 'pong 1'");
    } finally {
      logs.destroyForcibly();
    }
  }
}
