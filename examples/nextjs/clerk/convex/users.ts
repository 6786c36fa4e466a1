import { type MutationCtx, mutation, query } from "./_generated/server";

/** Who calls, as the token says. */
export const caller = query({
  args: {},
  handler: async (ctx) => await ctx.auth.getUserIdentity(),
});

/** Enters whoever calls into the table of users, once. */
export const store = mutation({
  args: {},
  handler: async (ctx) => {
    const { identity, user } = await userOf(ctx);
    return user?._id ?? (await ctx.db.insert("users", { ...identity, done: 0 }));
  },
});

/** Something that is for users in the table. */
export const doSomething = mutation({
  args: {},
  handler: async (ctx) => {
    const { user } = await userOf(ctx);
    if (user === null) {
      throw new Error("User not found");
    }
    await ctx.db.patch(user._id, { done: user.done + 1 });
    return user.done + 1;
  },
});

async function userOf(ctx: MutationCtx) {
  const caller = await ctx.auth.getUserIdentity();
  if (caller === null) {
    throw new Error("Unauthenticated call to mutation");
  }
  const identity = { tokenIdentifier: caller.tokenIdentifier };
  const user = await ctx.db
    .query("users")
    .withIndex("by_token", (q) => q.eq("tokenIdentifier", identity.tokenIdentifier))
    .unique();
  return { identity, user };
}
