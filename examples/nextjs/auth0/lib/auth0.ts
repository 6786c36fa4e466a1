import { Auth0Client } from "@auth0/nextjs-auth0/server";

/** The access token is for the deployment only if it is asked for by its audience. */
export const auth0 = new Auth0Client({
  authorizationParameters: { audience: process.env.AUTH0_AUDIENCE, scope: "openid profile email" },
});
