import { query } from "./_generated/server";

/** Who calls, as the token says. */
export const caller = query({
  args: {},
  handler: async (ctx) => await ctx.auth.getUserIdentity(),
});
