import { v } from "convex/values";
import { mutation, query } from "./_generated/server";

/** Adds a task of the user who calls, and of nobody else. */
export const add = mutation({
  args: { text: v.string() },
  returns: v.id("tasks"),
  handler: async (ctx, { text }) => {
    const user = await ctx.auth.getUserIdentity();
    if (user === null) {
      throw new Error("Unauthenticated call to mutation");
    }
    return await ctx.db.insert("tasks", { text, by: user.tokenIdentifier, done: false });
  },
});

/** The tasks of the user who calls, oldest first. */
export const mine = query({
  args: {},
  returns: v.array(v.object({ text: v.string(), done: v.boolean() })),
  handler: async (ctx) => {
    const user = await ctx.auth.getUserIdentity();
    const tasks = await ctx.db
      .query("tasks")
      .withIndex("by_user", (q) => q.eq("by", user?.tokenIdentifier ?? ""))
      .collect();
    return tasks.map(({ text, done }) => ({ text, done }));
  },
});
