"use node";

import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actionGeneric as action, makeFunctionReference } from "convex/server";
import { ConvexError, v } from "convex/values";
import ms from "ms";

const ref = (name: string) => makeFunctionReference(name) as any;
const ADD = ref("notes:add");
const LIST = ref("notes:list");

const never = () => new Promise<never>(() => {});

/** What the process was told of calls before. */
const memory = globalThis as unknown as { runs?: number; told?: string };

export const calls = action(async (ctx) => {
  await ctx.runMutation(ADD, { text: "one" });
  await Promise.all(["two", "three"].map((text) => ctx.runMutation(ADD, { text })));
  const notes: string[] = await ctx.runQuery(LIST, {});
  const hash: string = await ctx.runAction(ref("dir/hash:sha256"), { text: "a" });
  await ctx.scheduler.runAfter(86_400_000, ADD, { text: "tomorrow" });
  const identity = await ctx.auth.getUserIdentity();
  return { notes: notes.sort(), hash, who: identity?.name ?? null };
});

export const many = action({
  args: { count: v.number() },
  handler: async (ctx, { count }) => {
    const results = await Promise.allSettled(
      Array.from({ length: count }, () => ctx.runQuery(LIST, {})),
    );
    const refused = results.filter((result) => result.status === "rejected");
    return { refused: refused.length, why: refused[0]?.reason.message ?? null };
  },
});

export const files = action(async ({ storage }) => {
  const content = new Uint8Array(300_000).map((_, i) => i % 251);
  const id = await storage.store(new Blob([content], { type: "image/png" }));
  const blob = (await storage.get(id))!;
  const metadata = await storage.getMetadata(id);
  const read = new Uint8Array(await blob.arrayBuffer());
  await storage.delete(id);
  let wrong = "";
  try {
    await storage.store(new Blob(["x"]), { sha256: "bm90IGl0" });
  } catch (error: any) {
    wrong = error.message;
  }
  return {
    type: blob.type,
    size: metadata!.size,
    same: Buffer.compare(read, content) === 0,
    after: await storage.get(id),
    wrong,
  };
});

export const platform = action(async () => {
  const file = join(tmpdir(), `jensen-${process.pid}`);
  await writeFile(file, "written");
  const text = await readFile(file, "utf8");
  await rm(file);
  return {
    text,
    hour: ms("1h"),
    required: typeof require("node:zlib").gzipSync,
    zone: process.env.TZ,
    variable: process.env.GREETING,
    secret: process.env.JENSEN_TEST_SECRET ?? null,
  };
});

export const logs = action(async () => {
  console.log("hello", { n: 1 });
  console.warn(new Map([["k", 1]]));
  for (let i = 0; i < 300; i++) {
    console.info(i);
  }
});

export const throws = action(async () => {
  throw new ConvexError({ code: 7 });
});

const deeper = (): never => {
  throw new TypeError("broken in Node");
};

export const breaks = action(async () => deeper());

export const nested = action(async ({ runMutation }) => {
  try {
    await runMutation(ADD, { text: "" });
  } catch (error: any) {
    return { is: error instanceof ConvexError, data: error.data };
  }
});

export const rejects = action(async () => {
  void Promise.reject(new Error("nobody caught this"));
  await never();
});

export const throwsLater = action(async () => {
  setTimeout(() => {
    throw new Error("out of a timer");
  }, 0);
  await never();
});

export const exits = action(async () => {
  process.exit(3);
});

export const aborts = action(async () => {
  process.abort();
});

export const loops = action(async () => {
  for (;;) {}
});

export const waits = action(async ({ runMutation }) => {
  await runMutation(ADD, { text: "waiting" });
  await never();
});

export const fills = action(async () => {
  const all = [];
  for (;;) {
    all.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
  }
});

export const leaves = action(async ({ runMutation }) => {
  memory.told = "nothing yet";
  void runMutation(ADD, { text: "left behind" });
  setTimeout(async () => {
    console.log("said too late");
    try {
      await runMutation(ADD, { text: "too late" });
      memory.told = "it worked";
    } catch (error: any) {
      memory.told = error.message;
    }
  }, 50);
  return process.pid;
});

export const hears = action(async () => {
  while (memory.told === "nothing yet") {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { told: memory.told, pid: process.pid };
});

export const counts = action(async () => {
  memory.runs = (memory.runs ?? 0) + 1;
  return memory.runs;
});

export const echo = action(async (_ctx, { text }: any) => text.length);

export const database = action(async () => {
  const convex = (globalThis as any).Convex;
  const messages = [];
  for (const name of ["1.0/queryStream", "1.0/nothing"]) {
    try {
      convex.syscall(name, "{}");
    } catch (error: any) {
      messages.push(error.message);
    }
  }
  return messages;
});
