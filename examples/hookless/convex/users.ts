import { v } from "convex/values";
import { internalMutation, mutation, query } from "./_generated/server";

/** The name of the user who calls, or null for nobody. */
export const me = query({
  args: {},
  handler: async (ctx) => (await ctx.auth.getUserIdentity())?.name ?? null,
});

/** Does something for the user who calls, and for nobody else. */
export const doSomething = mutation({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (identity === null) {
      throw new Error("Unauthenticated call to mutation");
    }
    const user = await ctx.db
      .query("users")
      .withIndex("by_token", (q) => q.eq("tokenIdentifier", identity.tokenIdentifier))
      .unique();
    if (user === null) {
      throw new Error("User not found");
    }
    return await ctx.db.insert("dumps", { data: `by ${user.name}` });
  },
});

/** For services with a token that allows it: nobody else can call this from outside. */
export const add = internalMutation({
  args: { name: v.string(), tokenIdentifier: v.string() },
  handler: async (ctx, args) => {
    await ctx.db.insert("users", args);
    return (await ctx.auth.getUserIdentity())?.subject ?? null;
  },
});
