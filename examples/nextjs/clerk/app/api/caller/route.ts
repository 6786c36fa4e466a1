import { auth } from "@clerk/nextjs/server";
import { fetchMutation, fetchQuery } from "convex/nextjs";
import { api } from "../../../convex/_generated/api";

/** The token that Clerk makes of its template "convex"; undefined for whoever is not signed in. */
async function getAuthToken() {
  return (await (await auth()).getToken({ template: "convex" })) ?? undefined;
}

/** Who the functions are called by. */
export async function GET() {
  return await answer(async () => fetchQuery(api.users.caller, {}, { token: await getAuthToken() }));
}

/** Does something that only users can who are in the table of users. */
export async function POST() {
  return await answer(async () =>
    fetchMutation(api.users.doSomething, {}, { token: await getAuthToken() }),
  );
}

/** Enters the user into the table. */
export async function PUT() {
  return await answer(async () => fetchMutation(api.users.store, {}, { token: await getAuthToken() }));
}

async function answer<T>(call: () => Promise<T>) {
  try {
    return Response.json({ value: await call() });
  } catch (error) {
    return Response.json({ error: (error as Error).message }, { status: 403 });
  }
}
