import {
  internalMutationGeneric as internalMutation,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { v } from "convex/values";
import { shout } from "./lib";

let counter = 0;

/** One indexed read and one insert. */
export const add = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    await ctx.db
      .query("tasks")
      .withIndex("by_text", (q) => q.eq("text", text))
      .first();
    return await ctx.db.insert("tasks", { text });
  },
});

export const getAndAdd = mutation({
  args: { id: v.string(), text: v.string() },
  handler: async (ctx, { id, text }) => {
    await ctx.db.get(id as any);
    return await ctx.db.insert("tasks", { text });
  },
});

export const count = query(async () => ++counter);

export const dumpData = mutation({
  args: { data: v.any(), apiKey: v.string() },
  returns: v.string(),
  handler: async (ctx, args) => {
    if (args.apiKey !== process.env.API_KEY) {
      throw new Error("Invalid API key");
    }
    return await ctx.db.insert("dumps", { data: args.data });
  },
});

export const list = query({
  args: {},
  handler: async (ctx) => await ctx.db.query("tasks").collect(),
});

export const fromLib = query({
  args: { text: v.string() },
  handler: async (_ctx, { text }) => shout(text),
});

export const hidden = internalMutation({ args: {}, handler: async () => null });

export default query({ args: {}, handler: async () => "default export" });
