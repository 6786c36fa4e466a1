import {
  internalMutationGeneric as internalMutation,
  internalQueryGeneric as internalQuery,
  makeFunctionReference,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { v } from "convex/values";

const ref = (name: string) => makeFunctionReference(`commits:${name}`) as any;
const pending = (value: unknown) => String(value) === "[unresolved commit timestamp]";

export const add = mutation({
  args: { name: v.string() },
  handler: async ({ db, meta }, { name }) => {
    const at = db.vars.commitTs;
    const id = await db.insert("commits", { name, at, nested: { times: [at] } });
    const copy = await db.insert("commits", { name: `${name}, patched` });
    await db.patch(copy, { at });
    const own = await db.get(id);
    return {
      at,
      nested: [{ at }],
      readsBack: own!.at === at,
      snapshot: await (meta as any).getSnapshotTs(),
    };
  },
});

export const list = query({
  args: {},
  handler: async ({ db }) => await db.query("commits").withIndex("by_at").collect(),
});

export const since = query({
  args: { at: v.int64() },
  handler: async ({ db }, { at }) =>
    (
      await db
        .query("commits")
        .withIndex("by_at", (q) => q.gt("at", at))
        .collect()
    ).map((row) => row.name),
});

export const ordered = mutation({
  args: {},
  handler: async ({ db }) => {
    const at = db.vars.commitTs;
    await db.insert("commits", { name: "last", at });
    await db.insert("commits", { name: "early", at: 5n });
    await db.insert("commits", { name: "late", at: 2n ** 62n });
    const rows = await db.query("commits").withIndex("by_at").collect();
    const equal = await db
      .query("commits")
      .filter((q) => q.eq(q.field("at"), at as any))
      .collect();
    const byIndex = await db
      .query("commits")
      .withIndex("by_at", (q) => q.eq("at", at as any))
      .collect();
    return [rows, equal, byIndex].map((found) => found.map((row) => row.name));
  },
});

export const store = internalMutation({
  args: { at: v.commitTs() },
  returns: v.object({ at: v.int64() }),
  handler: async ({ db }, { at }) => {
    await db.insert("commits", { name: "nested", at });
    return { at: at as any };
  },
});

export const throughNested = mutation({
  args: {},
  handler: async (ctx) => {
    const { at } = await ctx.runMutation(ref("store"), { at: ctx.db.vars.commitTs });
    return { pending: pending(at), at };
  },
});

export const none = internalQuery({ args: { at: v.any() }, handler: async () => null });

export const first = internalQuery({
  args: {},
  handler: async ({ db }) => await db.query("commits").first(),
});

export const refusals = mutation({
  args: {},
  handler: async (ctx) => {
    const at = ctx.db.vars.commitTs;
    await ctx.db.insert("commits", { name: "unseen", at });
    const message = (e: any) => e.message.split("\n")[0];
    return [
      await ctx.runQuery(ref("none"), { at }),
      await ctx.runQuery(ref("first"), {}).catch(message),
      await ctx.scheduler.runAfter(0, ref("none"), { at }).catch(message),
      await ctx.db.insert("commits", { name: at } as any).catch(message),
    ];
  },
});
