import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { decodeJwt, generateKeyPair, SignJWT } from "jose";
import { chromium } from "playwright-core";
import { startProxy } from "../../e2e/proxy.mjs";
import { isRedacted, told } from "../../e2e/told.mjs";
import { Visitor } from "../../e2e/visitor.mjs";

const deployment = process.env.NEXT_PUBLIC_CONVEX_URL;
const app = process.env.APP_URL;
const password = "correct horse battery staple";
const connect = () => new ConvexHttpClient(deployment, { logger: false });
const address = (name) => `${name}-${crypto.randomUUID()}@example.com`;

/** Arguments of `auth:signIn` with a password. */
function credentials(flow, email, secret = password) {
  return { provider: "password", params: { email, password: secret, flow } };
}

/** Signs up, calls as the user, refreshes and signs out, with nothing but the HTTP client. */
export async function tokens() {
  const client = connect();
  const email = address("ada");
  const { tokens } = await client.action(api.auth.signIn, credentials("signUp", email));
  const claims = decodeJwt(tokens.token);

  assert.equal(await client.query(api.auth.isAuthenticated, {}), false);
  await assert.rejects(append(client, "nobody's"), told(/Unauthenticated call to mutation/));
  client.setAuth(tokens.token);
  assert.equal(await client.query(api.auth.isAuthenticated, {}), true);
  await append(client, "first");
  assert.deepEqual(await client.query(api.files.list, {}), ["first"]);
  assert.deepEqual(await client.action(api.files.caller, {}), {
    issuer: claims.iss,
    subject: claims.sub,
    tokenIdentifier: `${claims.iss}|${claims.sub}`,
  });

  const refreshed = await Promise.all(
    Array.from({ length: 5 }, () =>
      connect().action(api.auth.signIn, { refreshToken: tokens.refreshToken }),
    ),
  );
  client.setAuth(refreshed[4].tokens.token);
  assert.deepEqual(await client.query(api.files.list, {}), ["first"]);

  await client.action(api.auth.signOut, {});
  const { refreshToken } = refreshed[4].tokens;
  const late = await connect().action(api.auth.signIn, { refreshToken });
  assert.equal(late.tokens, null);
}

async function append(client, text) {
  return await client.mutation(api.files.append, { text });
}

/** Signs in again, and is refused for every reason there is. */
export async function passwords() {
  const client = connect();
  const email = address("ben");
  const signIn = (args) => client.action(api.auth.signIn, args);
  await signIn(credentials("signUp", email));

  assert.ok((await signIn(credentials("signIn", email))).tokens.token);
  await assert.rejects(signIn(credentials("signUp", email, "another password")), told(/already exists/));
  await assert.rejects(signIn(credentials("signUp", address("short"), "short")), told(/Invalid password/));
  await assert.rejects(signIn(credentials("signIn", address("nobody"))), told(/InvalidAccountId/));
  for (let i = 0; i < 10; i++) {
    await assert.rejects(signIn(credentials("signIn", email, "wrong one")), told(/InvalidSecret/));
  }
  await assert.rejects(signIn(credentials("signIn", email)), told(/TooManyFailedAttempts/));
}

/** Many people sign in, one after the other and then at once; each hash takes its time in a mutation. */
export async function many() {
  const email = address("max");
  await connect().action(api.auth.signIn, credentials("signUp", email));
  const signIn = async () => {
    const signedIn = connect().action(api.auth.signIn, credentials("signIn", email));
    const { tokens } = await signedIn.catch((error) => {
      // A busy machine may put somebody off; it must not stop a hash in the middle.
      if (/Too many functions are running at once/.test(error.message)) return { tokens: null };
      throw error;
    });
    if (tokens === null) await signIn();
  };
  for (let i = 0; i < 20; i++) {
    await signIn();
  }
  await Promise.all(Array.from({ length: 8 }, signIn));
}

/** Signs up; leaves behind what the next scenario goes on with. */
export async function beforeRotation() {
  const { tokens } = await connect().action(api.auth.signIn, credentials("signUp", address("rosa")));
  writeFileSync("rotation.json", JSON.stringify(tokens));
}

/** After new keys were set: the old token is refused, and what refreshes it is as good as before. */
export async function afterRotation() {
  const old = JSON.parse(readFileSync("rotation.json", "utf8"));
  const client = connect();
  client.setAuth(old.token);
  const refusal = await append(client, "late").catch((error) => JSON.parse(error.message));
  assert.equal(refusal.code, "Unauthenticated");
  client.clearAuth();
  const { tokens } = await client.action(api.auth.signIn, { refreshToken: old.refreshToken });
  client.setAuth(tokens.token);
  await append(client, "after the rotation");
  assert.deepEqual(await client.query(api.files.list, {}), ["after the rotation"]);
}

/**
 * `auth.ts` does not export `isAuthenticated`: the package throws, where for any other error there is nobody. It tells
 * the two apart by a text that a server which redacts keeps to itself.
 */
export async function withoutExport() {
  const visitor = new Visitor();
  await act(visitor, "auth:signIn", credentials("signUp", address("una")));
  const response = await visitor.send(`${app}/api/files`);
  assert.equal(response.status, isRedacted ? 200 : 500);
}

/** The server half of Convex Auth's functions is for nobody outside. */
export async function internals() {
  const args = { args: { type: "signOut" } };
  await assert.rejects(connect().mutation(api.auth.store, args), told(/Could not find public function/));
}

/** Next.js keeps the tokens in cookies and calls as whoever they belong to. */
export async function cookies() {
  const visitor = new Visitor();
  const email = address("cleo");
  assert.deepEqual(await seen(visitor), { authenticated: false, files: [], caller: null });
  assert.equal((await visitor.send(`${app}/private`)).headers.get("location"), "/");
  const refused = await visitor.post(`${app}/api/files`, { text: "nobody's" });
  assert.match((await refused.json()).error, told(/Unauthenticated call to mutation/));

  const args = credentials("signUp", email);
  const foreign = await visitor.send(`${app}/api/auth`, {
    method: "POST",
    body: JSON.stringify({ action: "auth:signIn", args }),
    headers: { origin: "http://elsewhere.test" },
  });
  assert.equal(foreign.status, 403);
  const signedUp = await act(visitor, "auth:signIn", args);
  assert.equal(signedUp.tokens.refreshToken, "dummy");

  const appended = await visitor.post(`${app}/api/files`, { text: "by a route" });
  assert.equal(appended.status, 200);
  await actOnPage(visitor, "by an action");
  const { authenticated, files, caller } = await seen(visitor);
  assert.deepEqual([authenticated, files], [true, ["by a route", "by an action"]]);
  assert.equal(caller.subject, decodeJwt(signedUp.tokens.token).sub);
  assert.match(await (await visitor.send(app)).text(), /<li>by a route<\/li><li>by an action<\/li>/);
  assert.equal((await visitor.send(`${app}/private`)).status, 200);

  const again = await act(visitor, "auth:signIn", { refreshToken: "dummy" });
  assert.equal(decodeJwt(again.tokens.token).sub, caller.subject);
  await forge(visitor);
  await renew(visitor);
  await act(visitor, "auth:signOut", {});
  assert.equal((await seen(visitor)).authenticated, false);
}

/** What the route handler answers. */
async function seen(visitor) {
  return await (await visitor.send(`${app}/api/files`)).json();
}

async function act(visitor, action, args) {
  const response = await visitor.post(`${app}/api/auth`, { action, args });
  assert.equal(response.status, 200);
  return await response.json();
}

/** Submits the page's form as a browser without JavaScript does. */
async function actOnPage(visitor, text) {
  const response = await submit(visitor, await formOf(visitor), text);
  assert.equal(response.status, 200);
}

/** The name by which the form on the page of somebody who has signed in calls its action. */
async function formOf(visitor) {
  const page = await (await visitor.send(app)).text();
  const [, id] = /name="(\$ACTION_ID_[0-9a-f]+)"/.exec(page);
  return id;
}

async function submit(visitor, id, text) {
  const body = new FormData();
  body.set(id, "");
  body.set("text", text);
  return await visitor.send(app, { method: "POST", body, headers: { origin: app } });
}

/** A server action whose name somebody knows who has no cookies. */
export async function withoutCookies() {
  const visitor = new Visitor();
  await act(visitor, "auth:signIn", credentials("signUp", address("hugo")));
  const id = await formOf(visitor);
  const response = await submit(new Visitor(), id, "without cookies");
  assert.equal(response.status, 500);
  assert.equal((await submit(visitor, id, "with cookies")).status, 200);
  assert.deepEqual((await seen(visitor)).files, ["with cookies"]);
}

/** A token that is about to expire is replaced, whatever page is asked for. */
async function renew(visitor) {
  const jar = visitor.cookies(new URL(app).hostname);
  const { privateKey } = await generateKeyPair("RS256");
  const now = Math.floor(Date.now() / 1000);
  const claims = { ...decodeJwt(jar.get("__convexAuthJWT")), iat: now - 3600, exp: now + 5 };
  const old = await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
  jar.set("__convexAuthJWT", old);

  assert.deepEqual((await seen(visitor)).files, ["by a route", "by an action"]);
  assert.notEqual(jar.get("__convexAuthJWT"), old);
}

/** A token of the same user, signed by somebody else, is worth nothing. */
async function forge(visitor) {
  const jar = visitor.cookies(new URL(app).hostname);
  const real = jar.get("__convexAuthJWT");
  const { privateKey } = await generateKeyPair("RS256");
  const { exp, ...claims } = decodeJwt(real);
  const forged = new SignJWT({ ...claims, exp: exp + 3600 }).setProtectedHeader({ alg: "RS256" });
  jar.set("__convexAuthJWT", await forged.sign(privateKey));

  const refused = await visitor.post(`${app}/api/files`, { text: "forged" });
  assert.equal(JSON.parse((await refused.json()).error).code, "Unauthenticated");
  assert.equal((await visitor.send(`${app}/private`)).status, 307);
  jar.set("__convexAuthJWT", real);
  assert.deepEqual((await seen(visitor)).files, ["by a route", "by an action"]);
}

/** Signs in with an OpenID issuer; the code that comes of it works once, for whoever began. */
export async function company() {
  const client = connect();
  const begin = { provider: "company", params: { redirectTo: "/welcome" } };
  const { redirect, verifier } = await client.action(api.auth.signIn, begin);
  const home = `${app}/welcome`;
  const end = await new Visitor().signsIn(redirect, { name: "dora", home });
  const params = { code: end.searchParams.get("code") };

  const stolen = await client.action(api.auth.signIn, { params });
  assert.equal(stolen.tokens, null);
  const { redirect: theirs } = await client.action(api.auth.signIn, begin);
  const theirEnd = await new Visitor().signsIn(theirs, { name: "dora", home });
  const theirParams = { code: theirEnd.searchParams.get("code") };
  const mixedUp = await client.action(api.auth.signIn, { params: theirParams, verifier });
  assert.equal(mixedUp.tokens, null);
  const { redirect: second, verifier: secondVerifier } = await client.action(api.auth.signIn, begin);
  const secondEnd = await new Visitor().signsIn(second, { name: "dora", home });
  const exchange = {
    params: { code: secondEnd.searchParams.get("code") },
    verifier: secondVerifier,
  };
  assert.notEqual(secondVerifier, verifier);
  const { tokens } = await client.action(api.auth.signIn, exchange);
  client.setAuth(tokens.token);
  await append(client, "from the company");
  client.clearAuth();
  assert.equal((await client.action(api.auth.signIn, exchange)).tokens, null);
}

/** The site has a name that leads to a proxy only: the company's sign-in, and tokens of that issuer. */
export async function behindProxy() {
  const site = process.env.CONVEX_SITE_URL;
  const proxy = await startProxy(site, `${deployment}/http`);
  try {
    const visitor = new Visitor(proxy.reach);
    const seen = await visitor.send(`${site}/seen?by=all`);
    assert.equal(await seen.text(), `${site}/seen?by=all`);
    const discovery = await visitor.send(`${site}/.well-known/openid-configuration`);
    const { issuer, jwks_uri } = await discovery.json();
    assert.deepEqual([issuer, jwks_uri], [site, `${site}/.well-known/jwks.json`]);
    const { token } = await byCompanyAt(site, visitor);

    const client = connect();
    client.setAuth(token);
    const text = `from behind the proxy ${crypto.randomUUID()}`;
    await append(client, text);
    assert.equal((await client.query(api.files.list, {})).at(-1), text);
    assert.equal((await client.action(api.files.caller, {})).issuer, site);
  } finally {
    proxy.close();
  }
}

/** Signs in with the company, looking at the addresses and cookies on the way. */
async function byCompanyAt(site, visitor) {
  const begin = { provider: "company", params: { redirectTo: "/welcome" } };
  const { redirect, verifier } = await connect().action(api.auth.signIn, begin);
  assert.ok(redirect.startsWith(`${site}/api/auth/signin/company?`), redirect);
  const begun = await visitor.send(redirect);
  const cookies = begun.headers.getSetCookie();
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) {
    assert.match(cookie, /^__Host-company/);
    assert.match(cookie, /; Path=\/;.*; Secure/);
  }
  const location = new URL(begun.headers.get("location"));
  const callback = `${site}/api/auth/callback/company`;
  assert.equal(location.searchParams.get("redirect_uri"), callback);

  const end = await visitor.signsIn(location, { name: "gina", home: `${app}/welcome` });
  const params = { code: end.searchParams.get("code") };
  return (await connect().action(api.auth.signIn, { params, verifier })).tokens;
}

/** The pages in a real browser, by password and by the company, with a query that stays live. */
export async function browser() {
  const chrome = await chromium.launch({ executablePath: process.env.CHROMIUM });
  const errors = [];
  try {
    const page = await chrome.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(app);
    await byPassword(page);
    await byCompany(page);
    assert.deepEqual(errors, []);
  } finally {
    await chrome.close();
  }
}

async function byPassword(page) {
  const email = address("eve");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("No such address and password.").waitFor();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Account").selectOption("signUp");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByLabel("Text").fill("from the page");
  await page.getByRole("button", { name: "Append" }).click();
  await page.getByText("from the page", { exact: true }).waitFor();

  const other = connect();
  const { tokens } = await other.action(api.auth.signIn, credentials("signIn", email));
  other.setAuth(tokens.token);
  await append(other, "from elsewhere");
  await page.getByText("from elsewhere", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("from elsewhere", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
}

async function byCompany(page) {
  await page.getByRole("button", { name: "Sign in with your company" }).click();
  await page.getByPlaceholder("Enter any login").fill("frida");
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  const { caller } = await page.evaluate(async () => (await fetch("/api/files")).json());
  assert.match(caller.subject, /\|/);
}
