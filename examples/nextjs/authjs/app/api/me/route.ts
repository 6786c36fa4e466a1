import { fetchQuery } from "convex/nextjs";
import { auth } from "../../../auth";
import { api } from "../../../convex/_generated/api";

/** Who is signed in, as the deployment sees it. */
export async function GET() {
  const session = await auth();
  return Response.json(await fetchQuery(api.users.me, {}, { token: session?.convexToken }));
}
