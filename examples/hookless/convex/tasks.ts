import { v } from "convex/values";
import { internalMutation, mutation, query } from "./_generated/server";

/** Stores `data` for whoever knows the key: a server, a cron job, a shell script. */
export const dumpData = mutation({
  args: { data: v.any(), apiKey: v.string() },
  handler: async (ctx, args) => {
    if (args.apiKey !== process.env.API_KEY) {
      throw new Error("Invalid API key");
    }
    return await ctx.db.insert("dumps", { data: args.data });
  },
});

/** Everything stored so far, oldest first. */
export const list = query({
  args: {},
  handler: async (ctx) => {
    const dumps = await ctx.db.query("dumps").collect();
    return dumps.map((dump) => dump.data);
  },
});

/** Only other functions and administrators can call this. */
export const clear = internalMutation({
  args: {},
  handler: async (ctx) => {
    for (const dump of await ctx.db.query("dumps").collect()) {
      await ctx.db.delete(dump._id);
    }
  },
});
