import {
  actionGeneric as action,
  internalMutationGeneric as internalMutation,
  makeFunctionReference,
  queryGeneric as query,
} from "convex/server";
import { ConvexError, v } from "convex/values";

export const add = internalMutation({
  args: { text: v.string() },
  handler: async ({ db }, { text }) => {
    if (text === "") {
      throw new ConvexError({ why: "empty", count: 3n });
    }
    return await db.insert("notes", { text });
  },
});

export const list = query(async ({ db }) => (await db.query("notes").collect()).map((row) => row.text));

/** From the other runtime into Node. */
export const hashed = action(
  async ({ runAction }, { text }: any): Promise<unknown> =>
    await runAction(makeFunctionReference("dir/hash:sha256") as any, { text }),
);
