import { mutation, query } from "./_generated/server";
import { v } from "convex/values";

/** One read, one insert. */
export const bump = mutation({
  args: { key: v.number() },
  handler: async (ctx, { key }) => {
    const counter = await ctx.db
      .query("counters")
      .withIndex("by_key", (q) => q.eq("key", key))
      .unique();
    await ctx.db.insert("events", { key, value: counter!.value });
    return null;
  },
});

/** One row by key. */
export const get = query({
  args: { key: v.number() },
  handler: async (ctx, { key }) =>
    await ctx.db
      .query("counters")
      .withIndex("by_key", (q) => q.eq("key", key))
      .unique(),
});

export const fill = mutation({
  args: { count: v.number() },
  handler: async (ctx, { count }) => {
    for (let key = 0; key < count; key++) {
      await ctx.db.insert("counters", { key, value: key });
    }
  },
});
