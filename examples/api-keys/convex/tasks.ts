import { v } from "convex/values";
import { mutation } from "./_generated/server";
import { nameOf } from "./apiKeys";

/** Stores `data` for whoever has a key, and by which key. */
export const dumpData = mutation({
  args: { data: v.any(), apiKey: v.string() },
  handler: async (ctx, { data, apiKey }) => {
    const by = await nameOf(ctx, apiKey);
    await ctx.db.insert("dumps", { data, by });
    return by;
  },
});
