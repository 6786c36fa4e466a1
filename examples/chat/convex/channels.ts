import { type QueryCtx, query } from "./_generated/server";

/** The names of the channels that have messages, in the order of the alphabet. */
export const list = query({
  args: {},
  handler: async (ctx) => {
    const channels = await ctx.db.query("channels").withIndex("by_name").take(50);
    return channels.map((channel) => channel.name);
  },
});

/** The channel of that name, or null if nobody has written there. */
export function channelNamed(ctx: QueryCtx, name: string) {
  return ctx.db
    .query("channels")
    .withIndex("by_name", (q) => q.eq("name", name))
    .unique();
}
