import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";

/** Looks at nobody, so that its result is the same for all. */
export const latest = query({
  args: {},
  handler: async ({ db }) => await db.query("notes").order("desc").first(),
});

/** Who calls, as every function of an application with users asks. */
export const who = query({
  args: {},
  handler: async ({ auth }) => (await auth.getUserIdentity())?.subject ?? null,
});

export const add = mutation({
  args: {},
  handler: async ({ auth, db }) => {
    const identity = await auth.getUserIdentity();
    await db.insert("notes", { text: "note", by: identity?.subject ?? null });
    return null;
  },
});
