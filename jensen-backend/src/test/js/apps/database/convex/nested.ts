import {
  internalMutationGeneric as internalMutation,
  internalQueryGeneric as internalQuery,
  makeFunctionReference,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { ConvexError, v } from "convex/values";

const ref = (name: string) => makeFunctionReference(`nested:${name}`) as any;
let calls = 0;

const all = async (db: any) => (await db.query("counters").collect()).map((row: any) => row.n);

export const list = internalQuery({
  args: {},
  handler: async ({ db }) => await all(db),
});

export const put = internalMutation({
  args: { n: v.number() },
  returns: v.number(),
  handler: async ({ db }, { n }) => {
    console.log("putting", n);
    await db.insert("counters", { n });
    return n;
  },
});

export const putAndThrow = internalMutation({
  args: { n: v.number() },
  handler: async ({ db }, { n }) => {
    await db.insert("counters", { n });
    await db.insert("brandNew", { n });
    for (const row of await db.query("counters").collect()) {
      await db.patch(row._id, { n: row.n + 100 });
    }
    throw new ConvexError({ refused: n });
  },
});

export const putWrongly = internalMutation({
  args: {},
  returns: v.string(),
  handler: async ({ db }) => {
    await db.insert("counters", { n: 77 });
    return 7 as any;
  },
});

export const together = mutation({
  args: {},
  handler: async (ctx) => {
    console.log("before");
    await ctx.db.insert("counters", { n: 1 });
    const two = await ctx.runMutation(ref("put"), { n: 2 });
    console.log("between");
    const seen = await ctx.runQuery(ref("list"), {});
    await ctx.runMutation(ref("put"), { n: 3 });
    return { two, seen, after: await all(ctx.db) };
  },
});

export const caught = mutation({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("counters", { n: 1 });
    const errors: any[] = [];
    await ctx.runMutation(ref("putAndThrow"), { n: 5 }).catch((e: any) => {
      errors.push(e instanceof ConvexError, e.data, e.message.split("\n")[0]);
    });
    await ctx.runMutation(ref("putWrongly"), {}).catch((e: any) => {
      errors.push(e.message.split("\n")[0]);
    });
    await ctx.runMutation(ref("put"), {}).catch((e: any) => errors.push(e.message.split(".")[0]));
    await ctx.runMutation(ref("nothing"), {}).catch((e: any) => errors.push(e.message));
    await ctx.runMutation(ref("list"), {}).catch((e: any) => errors.push(e.message));
    return { errors, left: await all(ctx.db), none: await ctx.db.query("brandNew").first() };
  },
});

export const uncaught = mutation({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("counters", { n: 1 });
    await ctx.runMutation(ref("putAndThrow"), { n: 5 });
  },
});

export const stale = mutation({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("counters", { n: 9 });
    return {
      stale: await (ctx.runQuery as any)(ref("list"), {}, { useStaleSnapshot: true }),
      own: await ctx.runQuery(ref("list"), {}),
    };
  },
});

export const fromQuery = query({
  args: {},
  handler: async (ctx) => await ctx.runQuery(ref("list"), {}),
});

export const mutationFromQuery = query({
  args: {},
  handler: async () => {
    const call = { name: "nested:put", udfType: "mutation", args: { n: 1 } };
    return await (globalThis as any).Convex.asyncSyscall("1.0/runUdf", JSON.stringify(call)).catch(
      (e: any) => e.message,
    );
  },
});

export const globals = internalQuery({
  args: {},
  handler: async () => {
    calls++;
    (globalThis as any).leak = ((globalThis as any).leak ?? 0) + 1;
    return { calls, leak: (globalThis as any).leak, random: Math.random(), now: Date.now() };
  },
});

export const isolation = query({
  args: {},
  handler: async (ctx) => {
    calls = 10;
    const now = Date.now();
    const first = await ctx.runQuery(ref("globals"), {});
    const second = await ctx.runQuery(ref("globals"), {});
    return {
      calls: [calls, first.calls, second.calls],
      leaks: [(globalThis as any).leak ?? 0, first.leak, second.leak],
      differ: first.random !== second.random && first.random !== Math.random(),
      sameTime: first.now === now && second.now === now,
    };
  },
});

export const deep: any = query({
  args: { depth: v.number() },
  handler: async (ctx, { depth }) =>
    depth === 0 ? 0 : 1 + (await ctx.runQuery(ref("deep"), { depth: depth - 1 })),
});

export const identity = internalQuery({
  args: {},
  handler: async ({ auth }) => (await auth.getUserIdentity())?.subject ?? null,
});

export const who = query({
  args: {},
  handler: async (ctx) => await ctx.runQuery(ref("identity"), {}),
});

export const spin = internalQuery({
  args: {},
  handler: async () => {
    for (;;) {}
  },
});

export const pending = internalQuery({
  args: {},
  handler: async () => await new Promise(() => {}),
});

export const callsSpin = mutation({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("counters", { n: 1 });
    await ctx.runQuery(ref("spin"), {}).catch(() => {});
    return "survived";
  },
});

export const callsPending = query({
  args: {},
  handler: async (ctx) => await ctx.runQuery(ref("pending"), {}).catch((e: any) => e.message),
});

export const limited = mutation({
  args: {},
  handler: async (ctx) => {
    for (let n = 0; n < 5; n++) {
      await ctx.db.insert("counters", { n });
    }
    const over = await (ctx.runQuery as any)(ref("list"), {}, {
      transactionLimits: { documentsRead: 3 },
    }).catch((e: any) => e.message);
    return { over: over.split(".")[0], after: (await all(ctx.db)).length };
  },
});

export const transfer = internalMutation({
  args: { from: v.id("counters"), to: v.id("counters"), amount: v.number() },
  handler: async ({ db }, { from, to, amount }) => {
    const [payer, payee] = await Promise.all([db.get(from), db.get(to)]);
    await db.patch(from, { n: payer!.n - amount });
    await db.patch(to, { n: payee!.n + amount });
    if (payer!.n < amount) {
      throw new Error("not enough");
    }
  },
});

export const transferTwice = mutation({
  args: {},
  handler: async (ctx) => {
    const from = await ctx.db.insert("counters", { n: 10 });
    const to = await ctx.db.insert("counters", { n: 0 });
    const outcomes = await Promise.allSettled([
      ctx.runMutation(ref("transfer"), { from, to, amount: 7 }),
      ctx.runMutation(ref("transfer"), { from, to, amount: 7 }),
      ctx.runMutation(ref("transfer"), { from, to, amount: 3 }),
    ]);
    return { outcomes: outcomes.map((outcome) => outcome.status), left: await all(ctx.db) };
  },
});
