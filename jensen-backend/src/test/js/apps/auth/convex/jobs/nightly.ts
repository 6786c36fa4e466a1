import {
  internalActionGeneric as internalAction,
  internalMutationGeneric as internalMutation,
  internalQueryGeneric as internalQuery,
  anyApi,
} from "convex/server";

/** What only services run. */
export const who = internalQuery(async ({ auth }) => await auth.getUserIdentity());

export const note = internalMutation(async ({ auth, db }) => {
  const identity = await auth.getUserIdentity();
  return await db.insert("signatures", { by: identity?.tokenIdentifier ?? null });
});

/** Calls what no pattern names. */
export const run = internalAction(async (ctx): Promise<any> => [
  (await ctx.auth.getUserIdentity())?.name,
  (await ctx.runQuery(anyApi.users.hidden, {})),
  (await ctx.runQuery(anyApi["jobs/nightly"].who, {}))?.subject,
]);
