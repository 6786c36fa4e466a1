import { httpRouter } from "convex/server";
import { httpAction } from "./_generated/server";

/** The two documents by which tokens are checked. */
const http = httpRouter();
const headers = {
  "Content-Type": "application/json",
  "Cache-Control": "public, max-age=15, stale-while-revalidate=15, stale-if-error=86400",
};

http.route({
  path: "/.well-known/openid-configuration",
  method: "GET",
  handler: httpAction(async () => {
    const issuer = process.env.CONVEX_SITE_URL;
    const document = { issuer, jwks_uri: `${issuer}/.well-known/jwks.json` };
    return new Response(JSON.stringify(document), { headers });
  }),
});

http.route({
  path: "/.well-known/jwks.json",
  method: "GET",
  handler: httpAction(async () => new Response(process.env.JWKS, { headers })),
});

export default http;
