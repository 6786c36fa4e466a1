import { getAuthUserId } from "@convex-dev/auth/server";
import { v } from "convex/values";
import { action, mutation, query } from "./_generated/server";

/** Stores a text of whoever is signed in. */
export const append = mutation({
  args: { text: v.string() },
  handler: async (ctx, { text }) => {
    const owner = await getAuthUserId(ctx);
    if (owner === null) {
      throw new Error("Unauthenticated call to mutation");
    }
    return await ctx.db.insert("files", { owner, text });
  },
});

/** The texts of whoever is signed in, oldest first. */
export const list = query({
  args: {},
  handler: async (ctx) => {
    const owner = await getAuthUserId(ctx);
    if (owner === null) {
      return [];
    }
    const files = ctx.db.query("files").withIndex("by_owner", (q) => q.eq("owner", owner));
    return (await files.collect()).map((file) => file.text);
  },
});

/** Who an action is called by. */
export const caller = action({
  args: {},
  handler: async (ctx) => await ctx.auth.getUserIdentity(),
});
