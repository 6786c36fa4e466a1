import { httpActionGeneric as httpAction, httpRouter } from "convex/server";

// The deployment as an issuer of its own tokens.
const http = httpRouter();

const publish = (path: string, text: () => string) =>
  http.route({
    path,
    method: "GET",
    handler: httpAction(
      async () => new Response(text(), { headers: { "Content-Type": "application/json" } }),
    ),
  });

publish("/.well-known/openid-configuration", () =>
  JSON.stringify({
    issuer: process.env.CONVEX_SITE_URL,
    jwks_uri: `${process.env.CONVEX_SITE_URL}/.well-known/jwks.json`,
    authorization_endpoint: `${process.env.CONVEX_SITE_URL}/oauth/authorize`,
  }),
);
publish("/.well-known/jwks.json", () => process.env.KEYS!);

http.route({
  path: "/who",
  method: "GET",
  handler: httpAction(async (ctx) => Response.json(await ctx.auth.getUserIdentity())),
});

export default http;
