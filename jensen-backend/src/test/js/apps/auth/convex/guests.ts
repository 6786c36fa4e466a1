import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";

/** A token of the deployment's own, with what the arguments say. */
export const invite = mutation(async ({ auth }, options: any) => await auth.signJwt(options));

/** Queries have no such thing; this one asks behind the client's back. */
export const inviteInQuery = query(async () => {
  const syscalls = (globalThis as any).Convex;
  return await syscalls.asyncSyscall("1.0/signJwt", JSON.stringify({ expiresInSeconds: 60 }));
});
