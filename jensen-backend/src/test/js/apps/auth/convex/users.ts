import {
  actionGeneric as action,
  anyApi,
  internalQueryGeneric as internalQuery,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";

export const whoami = query(async ({ auth }) => await auth.getUserIdentity());

/** Who calls, told by a function that another one calls. */
export const nested = query(async (ctx): Promise<any> => await ctx.runQuery(anyApi.users.whoami, {}));

/** Looks at nobody; differs in every execution. */
export const execution = query(async () => Math.random());

/** Differs by user, and in every execution. */
export const mine = query(async ({ auth }) => [(await auth.getUserIdentity())?.subject ?? null, Math.random()]);

export const sign = mutation(async ({ auth, db }) => {
  const identity = await auth.getUserIdentity();
  await db.insert("signatures", { by: identity?.tokenIdentifier ?? null });
});

export const signatures = query(async ({ db }) =>
  (await db.query("signatures").collect()).map(({ by }) => by),
);

export const work = action(async (ctx): Promise<any> => {
  const before = await ctx.auth.getUserIdentity();
  await ctx.runMutation(anyApi.users.sign, {});
  return [before?.subject, (await ctx.runQuery(anyApi.users.whoami, {}))?.subject];
});

export const hidden = internalQuery(async () => "hidden");

/** What functions are told of the request and the deployment. */
export const told = mutation(async ({ meta }) => ({
  ...(await meta.getRequestMetadata()),
  deployment: await meta.getDeploymentMetadata(),
}));

export const toldAction = action(async (ctx): Promise<any> => {
  const own = await ctx.meta.getRequestMetadata();
  const nested = await ctx.runMutation(anyApi.users.told, {});
  const same = Object.entries(own).every(([name, value]) => nested[name] === value);
  return { ...own, deployment: await ctx.meta.getDeploymentMetadata(), same };
});
