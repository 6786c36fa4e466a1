import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import {
  createLocalJWKSet,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  jwtVerify,
  SignJWT,
} from "jose";
import { isRedacted, told } from "../../e2e/told.mjs";
import { Visitor } from "../../e2e/visitor.mjs";

const app = process.env.APP_URL;
const site = process.env.CONVEX_SITE_URL;
const deployment = process.env.NEXT_PUBLIC_CONVEX_URL;
const PRIVATE_KEY = /CONVEX_AUTH_PRIVATE_KEY="([^"]+)"/;

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
  await assert.rejects(client.query(api.authAdapter.getUserByEmail, args), told(/Not the secret/));

  client.setAuth(await tokenOf(deployment));
  const refusal = await client.query(api.users.me, {}).catch((error) => JSON.parse(error.message));
  assert.equal(refusal.code, "NoAuthProvider");
  client.setAuth(await tokenOf(site));
  assert.equal((await client.query(api.users.me, {})).identity.subject, "nobody");
}

/** Leaves behind another key pair, which neither side has yet. */
export async function makeKeyPair() {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const pem = (await exportPKCS8(privateKey)).trimEnd().replaceAll("\n", " ");
  const jwks = { keys: [{ use: "sig", ...(await exportJWK(publicKey)) }] };
  writeFileSync("key-pair.json", JSON.stringify({ pem, jwks }));
  writeFileSync("deployment.env", `JWKS='${JSON.stringify(jwks)}'\n`);
}

/** Gives the web server that pair, and waits until it signs with it. */
export async function takeKeyPair() {
  const { pem, jwks } = JSON.parse(readFileSync("key-pair.json", "utf8"));
  const visitor = await signIn("ida");
  const variables = readFileSync(".env.local", "utf8");
  writeFileSync(".env.local", variables.replace(PRIVATE_KEY, `CONVEX_AUTH_PRIVATE_KEY="${pem}"`));
  const keys = createLocalJWKSet(jwks);
  const isSigned = (token) => jwtVerify(token, keys).then(() => true, () => false);
  for (const end = Date.now() + 120_000; !(await isSigned(await sessionToken(visitor))); ) {
    assert.ok(Date.now() < end, "Next.js has not read .env.local again");
    await delay(100);
  }
}

/** One side has a new key pair: Auth.js knows its user, and the deployment says why it does not. */
export async function keysDiffer() {
  const visitor = await signIn("ida");
  assert.equal((await visitor.send(`${app}/api/me`)).status, 500);
  const client = new ConvexHttpClient(deployment, { logger: false });
  client.setAuth(await sessionToken(visitor));
  const refusal = await client.query(api.users.me, {}).catch((error) => JSON.parse(error.message));
  assert.equal(refusal.code, "Unauthenticated");
  assert.equal(/signature/.test(refusal.message), !isRedacted);
}

/** Both sides have it, and whoever was signed in before is signed in. */
export async function keysAgree() {
  const visitor = await signIn("ida");
  assert.equal((await me(visitor)).user.name, "Ida");
}

/** What the session callback adds for the deployment. */
async function sessionToken(visitor) {
  return (await (await visitor.send(`${app}/api/auth/session`)).json()).convexToken;
}

/** A token as the web server signs it, of an issuer. */
async function tokenOf(issuer) {
  const [, pem] = PRIVATE_KEY.exec(readFileSync(".env.local", "utf8"));
  return await new SignJWT({ sub: "nobody" })
    .setProtectedHeader({ alg: "RS256" })
    .setIssuedAt()
    .setIssuer(issuer)
    .setAudience("convex")
    .setExpirationTime("1h")
    .sign(await importPKCS8(pem, "RS256"));
}
