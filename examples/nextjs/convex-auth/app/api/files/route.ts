import { convexAuthNextjsToken, isAuthenticatedNextjs } from "@convex-dev/auth/nextjs/server";
import { fetchAction, fetchMutation, fetchQuery } from "convex/nextjs";
import { api } from "../../../convex/_generated/api";

/** A route handler: a query and an action as whoever sent the cookies. */
export async function GET() {
  const token = await convexAuthNextjsToken();
  return Response.json({
    authenticated: await isAuthenticatedNextjs(),
    files: await fetchQuery(api.files.list, {}, { token }),
    caller: await fetchAction(api.files.caller, {}, { token }),
  });
}

/** A mutation as whoever sent the cookies. */
export async function POST(request: Request) {
  const token = await convexAuthNextjsToken();
  const { text } = await request.json();
  try {
    return Response.json({ id: await fetchMutation(api.files.append, { text }, { token }) });
  } catch (error) {
    return Response.json({ error: (error as Error).message }, { status: 403 });
  }
}
