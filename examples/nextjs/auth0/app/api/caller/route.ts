import { fetchQuery } from "convex/nextjs";
import { api } from "../../../convex/_generated/api";
import { auth0 } from "../../../lib/auth0";

/** Who the functions are called by: with the access token, or with `?token=idToken`. */
export async function GET(request: Request) {
  const session = await auth0.getSession();
  const kind = new URL(request.url).searchParams.get("token");
  const token = kind === "idToken" ? session?.tokenSet.idToken : session?.tokenSet.accessToken;
  try {
    return Response.json({ value: await fetchQuery(api.users.caller, {}, { token }) });
  } catch (error) {
    return Response.json({ error: (error as Error).message }, { status: 403 });
  }
}
