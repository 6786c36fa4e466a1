import {
  actionGeneric as action,
  anyApi,
  internalMutationGeneric as internalMutation,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";

export const nothing = action(async () => null);

export const done = internalMutation(async ({ db }, { n }: any) => {
  await db.insert("done", { n });
});

/** Schedules `count` mutations for at once. */
export const schedule = mutation(async ({ scheduler }, { first, count }: any) => {
  for (let n = first; n < first + count; n++) {
    await scheduler.runAfter(0, anyApi.work.done, { n });
  }
});

/** The same for the time `at`, in milliseconds since 1970. */
export const scheduleAt = mutation(async ({ scheduler }, { first, count, at }: any) => {
  for (let n = first; n < first + count; n++) {
    await scheduler.runAt(at, anyApi.work.done, { n });
  }
});

/** Reads something that changes all the time, so that nothing is cached. */
export const read = query(async ({ db }) => (await db.query("done").order("desc").first())?.n ?? null);

/** How many of `first` to `first + count - 1` have run. */
export const count = query(async ({ db }, { first, count }: any) =>
  (
    await db
      .query("done")
      .withIndex("by_n", (q: any) => q.gte("n", first).lt("n", first + count))
      .collect()
  ).length,
);

export const uploadUrl = mutation(async ({ storage }) => await storage.generateUploadUrl());

export const url = query(async ({ storage }, { id }: any) => await storage.getUrl(id));
