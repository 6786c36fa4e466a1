import assert from "node:assert/strict";
import { generateSessionCookie } from "@auth0/nextjs-auth0/testing";
import { Visitor } from "../../e2e/visitor.mjs";

const issuer = process.env.ISSUER_URL;
const callback = "http://localhost/callback";
const client = { client_id: "app", client_secret: "secret of the app" };
const user = { issuer, subject: "grace", tokenIdentifier: `${issuer}|grace` };

/** Signs in at the issuer and returns its tokens. */
async function signIn() {
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: callback,
    response_type: "code",
    scope: "openid email profile",
  });
  const visitor = new Visitor();
  const end = await visitor.signsIn(`${issuer}auth?${query}`, { name: "grace", home: callback });
  const response = await fetch(`${issuer}token`, {
    method: "POST",
    body: new URLSearchParams({
      ...client,
      code: end.searchParams.get("code"),
      grant_type: "authorization_code",
      redirect_uri: callback,
    }),
  });
  const { access_token: accessToken, id_token: idToken } = await response.json();
  return { accessToken, idToken };
}

/** Calls the route handler in a session that the SDK has made of such tokens. */
async function call(tokens, kind) {
  const now = Math.floor(Date.now() / 1000);
  const session = {
    user: { sub: "grace" },
    tokenSet: { ...tokens, expiresAt: now + 3600 },
    internal: { sid: "session", createdAt: now },
  };
  const cookie = await generateSessionCookie(session, { secret: process.env.AUTH0_SECRET });
  const headers = tokens === undefined ? {} : { cookie: `__session=${cookie}` };
  const response = await fetch(`${process.env.APP_URL}/api/caller?token=${kind}`, { headers });
  return await response.json();
}

/** Both tokens name the user: the one for the API shows its claims as they are. */
export async function signedIn() {
  const tokens = await signIn();
  const { value: byAccess } = await call(tokens, "accessToken");
  assert.deepEqual(byAccess, { ...byAccess, ...user, client_id: "app" });
  const { value: byId } = await call(tokens, "idToken");
  assert.deepEqual(byId, {
    ...user,
    email: "grace@company.test",
    emailVerified: true,
    name: "Grace",
    updatedAt: "2023-11-14T22:13:20+00:00",
  });
}

/** Without a session there is nobody, and tokens that are no JWT are for Auth0 only. */
export async function refused() {
  assert.deepEqual(await call(undefined, "accessToken"), { value: null });
  const opaque = await call({ accessToken: "an-opaque-token" }, "accessToken");
  assert.equal(JSON.parse(opaque.error).code, "InvalidAuthHeader");
}

/** As if the audience of the API were forgotten in `auth.config.ts`. */
export async function withoutAudience() {
  const { accessToken } = await signIn();
  const { error } = await call({ accessToken }, "accessToken");
  assert.equal(JSON.parse(error).code, "NoAuthProvider");
}
