import { type QueryCtx, mutation, query } from "./_generated/server";
import { v } from "convex/values";

const beat = (ctx: QueryCtx, key: number) =>
  ctx.db
    .query("beats")
    .withIndex("by_key", (q) => q.eq("key", key))
    .unique();

/** One row by key. */
export const get = query({
  args: { key: v.number() },
  handler: async (ctx, { key }) => await beat(ctx, key),
});

/** Changes one row. */
export const set = mutation({
  args: { key: v.number(), value: v.string() },
  handler: async (ctx, { key, value }) => {
    await ctx.db.patch((await beat(ctx, key))!._id, { value });
    return null;
  },
});

export const fill = mutation({
  args: { first: v.number(), count: v.number() },
  handler: async (ctx, { first, count }) => {
    for (let key = first; key < first + count; key++) {
      await ctx.db.insert("beats", { key, value: "beat-0" });
    }
  },
});
