import {
  internalMutationGeneric as internalMutation,
  internalQueryGeneric as internalQuery,
} from "convex/server";

export const add = internalMutation(
  async ({ db }: any, { text }: any) => await db.insert("notes", { text }),
);

export const list = internalQuery(async ({ auth, db }: any) => ({
  texts: (await db.query("notes").collect()).map((note: any) => note.text),
  identity: (await auth.getUserIdentity())?.name ?? null,
}));
