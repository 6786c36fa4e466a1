import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { importPKCS8, SignJWT } from "jose";
import { Visitor } from "../../e2e/visitor.mjs";

const app = process.env.APP_URL;
const site = process.env.CONVEX_SITE_URL;
const deployment = process.env.NEXT_PUBLIC_CONVEX_URL;

/** Submits one of the forms of Auth.js, and returns where it leads. */
async function submit(visitor, action) {
  const { csrfToken } = await (await visitor.send(`${app}/api/auth/csrf`)).json();
  const body = new URLSearchParams({ csrfToken, callbackUrl: `${app}/signed-in` });
  const response = await visitor.send(`${app}/api/auth/${action}`, { method: "POST", body });
  return response.headers.get("location");
}

async function signIn(name) {
  const visitor = new Visitor();
  await visitor.signsIn(await submit(visitor, "signin/company"), { name, home: `${app}/signed-in` });
  return visitor;
}

const me = async (visitor) => await (await visitor.send(`${app}/api/me`)).json();

/** Signs in twice and out once; it is the same user, in the table and in the token. */
export async function signedIn() {
  assert.equal(await me(new Visitor()), null);
  const visitor = await signIn("hedy");
  const { identity, user } = await me(visitor);
  assert.deepEqual([user.name, user.email], ["Hedy", "hedy@company.test"]);
  const subject = user._id;
  assert.deepEqual(identity, { issuer: site, subject, tokenIdentifier: `${site}|${subject}` });

  const again = await signIn("hedy");
  assert.deepEqual(await me(again), { identity, user });
  const [, token] = [...visitor.cookies("localhost")].find(([name]) => name.endsWith("session-token"));
  await submit(visitor, "signout");
  visitor.cookies("localhost").set("authjs.session-token", token);
  assert.equal(await me(visitor), null);
  assert.deepEqual(await me(again), { identity, user });
}

/** The adapter's functions are for the web server, and tokens are for the site's address. */
export async function refused() {
  const client = new ConvexHttpClient(deployment, { logger: false });
  const args = { email: "hedy@company.test", secret: "a guess" };
  await assert.rejects(client.query(api.authAdapter.getUserByEmail, args), /Not the secret/);

  client.setAuth(await tokenOf(deployment));
  const refusal = await client.query(api.users.me, {}).catch((error) => JSON.parse(error.message));
  assert.equal(refusal.code, "NoAuthProvider");
  client.setAuth(await tokenOf(site));
  assert.equal((await client.query(api.users.me, {})).identity.subject, "nobody");
}

/** A token as the web server signs it, of an issuer. */
async function tokenOf(issuer) {
  const [, pem] = /CONVEX_AUTH_PRIVATE_KEY="([^"]+)"/.exec(readFileSync(".env.local", "utf8"));
  return await new SignJWT({ sub: "nobody" })
    .setProtectedHeader({ alg: "RS256" })
    .setIssuedAt()
    .setIssuer(issuer)
    .setAudience("convex")
    .setExpirationTime("1h")
    .sign(await importPKCS8(pem, "RS256"));
}
