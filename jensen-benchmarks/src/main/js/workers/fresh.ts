import { mutationGeneric as mutation } from "convex/server";

/** One read, one insert. */
export const bump = mutation({
  handler: async (ctx, { id, value }: any) => {
    await ctx.db.get(id);
    return await ctx.db.insert("events", { value });
  },
});
