import { getSession } from "@auth0/nextjs-auth0";
import { fetchQuery } from "convex/nextjs";
import type { NextRequest } from "next/server";
import { api } from "../../../convex/_generated/api";

/** Who the functions are called by: with the access token, or with `?token=idToken`. */
export async function GET(request: NextRequest) {
  const { accessToken, idToken } = (await getSession()) ?? {};
  const kind = request.nextUrl.searchParams.get("token");
  const token = kind === "idToken" ? idToken : accessToken;
  try {
    return Response.json({ value: await fetchQuery(api.users.caller, {}, { token }) });
  } catch (error) {
    return Response.json({ error: (error as Error).message }, { status: 403 });
  }
}
