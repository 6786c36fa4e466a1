import { query } from "./_generated/server";

/** Who calls: what the token says, and the user that Auth.js has of it. */
export const me = query({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    const id = identity && ctx.db.normalizeId("users", identity.subject);
    return identity && { identity, user: id && (await ctx.db.get(id)) };
  },
});
