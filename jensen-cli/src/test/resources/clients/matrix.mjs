// Every token of the matrix of `spec/acceptance-scenarios.md` §5, over HTTP and on a socket, for both
// kinds of provider. Prints a line for everything that is not as specified, and which rows it played.
//
// Without row 3, which is about two seconds that a slow machine would miss.
import { createHmac, createSign } from "node:crypto";
import { createRequire } from "node:module";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { UnsecuredJWT } from "jose";
import { claimsOf, Issuer, keyPair, now, setVariables, sign } from "./issuer.mjs";

const { WebSocket } = createRequire(import.meta.resolve("convex/browser"))("ws");

const url = process.env.CONVEX_SELF_HOSTED_URL;
const isRedacted = process.env.REDACTED === "true";
const played = new Set();
const issuer = await Issuer.open();

const main = keyPair("one");
const other = keyPair("two");
const short = keyPair("one", "rsa", { modulusLength: 1024 });
const elliptic = keyPair("one", "ec", { namedCurve: "P-256" });
const edwards = keyPair("one", "ed25519", {});
const withoutId = ({ jwk: { kid, ...rest } }) => rest;
const secret = { kty: "oct", kid: "one", k: Buffer.from("0123456789abcdef".repeat(2)).toString("base64url") };

const fail = (text) => console.log(`not as specified: ${text}`);

// What each provider's keys are, by the name that `auth.config.ts` knows it by.
const sets = {
  main: [main.jwk],
  new: [main.jwk],
  two: [withoutId(main), withoutId(other)],
  elliptic: [elliptic.jwk],
  edwards: [edwards.jwk],
  secret: [secret],
  encrypting: [{ ...main.jwk, use: "enc" }],
  "another-algorithm": [{ ...main.jwk, alg: "RS512" }],
  short: [short.jwk],
  mixed: [{ kty: "new", kid: "x" }, { kty: "RSA", n: "!" }, main.jwk],
};
for (const [name, keys] of Object.entries(sets)) {
  issuer.publishKeys(`/oidc/${name}`, ...keys);
  issuer.publishKeys(`/custom/${name}`, ...keys);
}
const slashed = JSON.stringify({ issuer: `${issuer.url}/oidc/slash/`, jwks_uri: `${issuer.url}/oidc/main/keys` });
issuer.publish("/oidc/slash/.well-known/openid-configuration", slashed);
issuer.publishKeys("/custom/slash", main.jwk);
const keysAt = (kind, name, ...answer) => {
  issuer.publishKeys(`/${kind}/${name}`, main.jwk);
  issuer.publish(`/${kind}/${name}/keys`, ...answer);
};
const html = ["<p>", { headers: { "content-type": "text/html" } }];
const untyped = [JSON.stringify({ keys: [main.jwk] }), { headers: {} }];
for (const kind of ["oidc", "custom"]) {
  keysAt(kind, "keys-500", "", { status: 500 });
  keysAt(kind, "keys-html", ...html);
  keysAt(kind, "keys-nonsense", "nonsense");
  keysAt(kind, "keys-untyped", ...untyped);
}
const discovery = (name) => `/oidc/${name}/.well-known/openid-configuration`;
issuer.publish(discovery("mismatch"), JSON.stringify({ issuer: "http://evil.test", jwks_uri: `${issuer.url}/x` }));
issuer.publish(discovery("missing"), "", { status: 404 });
issuer.publish(discovery("broken"), "", { status: 500 });
issuer.publish(discovery("html"), ...html);
const closed = await Issuer.open();
closed.close();
await setVariables({ ISSUER: issuer.url, CLOSED: closed.url });

const base = { alg: "RS256", kid: "one" };

/** A token for a provider of this kind; `how` says what is different from a good one. */
async function token(kind, how = {}) {
  const { name = "main", key = main.privateKey } = how;
  const header = { ...base, ...how.header };
  return await sign(claimsOf(`${issuer.url}/${kind}/${name}`, how.claims), header, key);
}

async function overHttp(jwt) {
  const client = new ConvexHttpClient(url, { logger: false });
  client.setAuth(jwt);
  try {
    return { outcome: "ok", identity: await client.mutation(api.users.sign, {}) };
  } catch (error) {
    if (!error.message.startsWith("{")) return { outcome: error.message, message: "" };
    const { code, message } = JSON.parse(error.message);
    return { outcome: code, message };
  }
}

/** What the server says to a socket that authenticates so: `ok`, `AuthError`, or `closed`. */
async function overSocket(jwt) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/1.48.0/sync`);
  await new Promise((resolve) => socket.once("open", resolve));
  const send = (message) => socket.send(JSON.stringify(message));
  const answer = new Promise((resolve) => {
    socket.once("message", (data) => resolve(JSON.parse(data)));
    socket.once("close", () => resolve({ type: "closed" }));
  });
  const sessionId = crypto.randomUUID();
  send({ type: "Connect", sessionId, connectionCount: 0, lastCloseReason: null, maxObservedTimestamp: null, clientTs: 0 });
  send({ type: "Authenticate", baseVersion: 0, tokenType: "User", value: jwt });
  send({ type: "ModifyQuerySet", baseVersion: 0, newVersion: 1, modifications: [] });
  const { type, endVersion, authUpdateAttempted, error } = await answer;
  socket.terminate();
  if (type === "Transition") return endVersion.identity === 1 ? "ok" : "anonymous";
  if (type === "AuthError" && (!authUpdateAttempted || tells(error, jwt))) fail(`an AuthError: ${error}`);
  return type;
}

const tells = (text, jwt) =>
  jwt.split(".").some((part) => part.length > 20 && text.includes(part.slice(0, 20)));

let accepted = 0;

/**
 * Offers a token by both doors.
 *
 * @param expected `ok`, or the code; one that ends with `?` is no verdict, so that a socket is only closed
 * @param says what the message must have, unless it is redacted
 */
async function check(row, kind, jwt, expected, says = "") {
  played.add(row);
  const code = expected.replace("?", "");
  const { outcome, identity, message = "" } = await overHttp(jwt);
  if (outcome !== code) fail(`row ${row}, ${kind}, HTTP: ${outcome} instead of ${code}; ${message}`);
  if (outcome === "ok") accepted++;
  if (!isRedacted && !message.includes(says)) fail(`row ${row}, ${kind}: '${message}' without '${says}'`);
  if (isRedacted && message.includes("app_id")) fail(`row ${row}, ${kind}: '${message}' is not redacted`);
  if (tells(message, jwt)) fail(`row ${row}, ${kind}: the message repeats the token`);
  const socket = expected === "ok" ? "ok" : expected.endsWith("?") ? "closed" : "AuthError";
  const was = await overSocket(jwt);
  if (was !== socket) fail(`row ${row}, ${kind}, socket: ${was} instead of ${socket}`);
  return identity;
}

/** Offers a token of each kind of provider that differs in this way from a good one. */
async function both(row, how, oidc, custom, says) {
  await check(row, "oidc", await token("oidc", how), oidc);
  await check(row, "custom", await token("custom", how), custom, says);
}

const REFUSED = "Unauthenticated";
const BAD = "InvalidAuthHeader";
const NONE = "NoAuthProvider";
const same = (row, how, code) => both(row, how, code, code);

for (const name of ["main", "redirecting", "data", "open"]) {
  const kinds = { redirecting: ["oidc"], data: ["custom"], open: ["custom"] }[name] ?? ["oidc", "custom"];
  if (name === "redirecting") {
    issuer.publishKeys("/real/redirecting", main.jwk);
    const moved = { issuer: `${issuer.url}/oidc/redirecting`, jwks_uri: `${issuer.url}/oidc/main/keys` };
    issuer.publish("/moved", JSON.stringify(moved));
    issuer.publish(discovery(name), "", { status: 302, headers: { location: "/moved" } });
  }
  if (name === "data") {
    const set = Buffer.from(JSON.stringify({ keys: [main.jwk] })).toString("base64");
    await setVariables({ KEYS: `data:text/plain;charset=utf-8;base64,${set}` });
  }
  for (const kind of kinds) await check(1, kind, await token(kind, { name }), "ok");
}
await both(2, { claims: { exp: now() - 10 } }, REFUSED, BAD, "seconds ago");
await same(4, { claims: { iat: now() + 3 } }, "ok");
await both(5, { claims: { iat: now() + 300 } }, "ok", BAD, "will be valid in");
await both(6, { claims: { nbf: now() + 300 } }, "ok", BAD, "will be valid in");
await same(7, { claims: { aud: "other" } }, NONE);
await same(8, { claims: { aud: undefined } }, NONE);
await check(8, "custom", await token("custom", { name: "open", claims: { aud: undefined } }), "ok");
await same(9, { claims: { aud: ["app"] } }, "ok");
await both(10, { claims: { aud: ["app", "other"] } }, REFUSED, "ok");
await same(11, { claims: { iss: "http://elsewhere.test" } }, NONE);
await same(12, { claims: { iss: undefined } }, BAD);
for (const kind of ["oidc", "custom"]) {
  const iss = `${issuer.url}/${kind}/slash/`;
  const who = await check(13, kind, await token(kind, { claims: { iss } }), "ok");
  if (who?.issuer !== iss) fail(`row 13, ${kind}: the issuer is ${who?.issuer}`);
}
await check(14, "oidc", await token("oidc", { claims: { iss: "scheme.example.com/oidc" } }), BAD);
await check(14, "custom", await token("custom", { claims: { iss: "scheme.example.com/custom" } }), "ok");
for (const kind of ["oidc", "custom"]) {
  const bad = kind === "oidc" ? REFUSED : BAD;
  const claims = claimsOf(`${issuer.url}/${kind}/main`);
  const good = await token(kind);
  const [header, , signature] = good.split(".");
  const encode = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");
  await check(15, kind, new UnsecuredJWT(claims).encode(), bad);
  await check(16, kind, good.slice(0, good.lastIndexOf(".") + 1), bad);
  await check(17, kind, `${header}.${encode({ ...claims, sub: "admin" })}.${signature}`, bad);
  const pem = main.publicKey.export({ type: "spki", format: "pem" });
  for (const text of [pem, JSON.stringify(main.jwk)]) {
    const unsigned = `${encode({ ...base, alg: "HS256" })}.${encode(claims)}`;
    const mac = createHmac("sha256", text).update(unsigned).digest("base64url");
    await check(18, kind, `${unsigned}.${mac}`, bad);
  }
  const octets = { name: "secret", header: { alg: "HS256" }, key: Buffer.from(secret.k, "base64url") };
  await check(19, kind, await token(kind, octets), bad);
  await check(20, kind, await token(kind, { key: other.privateKey }), bad);
  await check(21, kind, await token(kind, { name: "new" }), "ok");
  const before = issuer.requests(`/${kind}/new/keys`);
  await overHttp(await token(kind, { name: "new", header: { kid: "unknown" } }));
  if (issuer.requests(`/${kind}/new/keys`) !== before + 1) fail(`row 21, ${kind}: not one more request`);
  await check(21, kind, await token(kind, { name: "new", header: { kid: "unknown" } }), bad, kind === "oidc" ? "" : "unknown");
  const forged = { jwk: other.jwk, jku: `${issuer.url}/attacker`, x5u: `${issuer.url}/attacker` };
  await check(24, kind, await token(kind, { header: forged, key: other.privateKey }), bad);
  const short1 = `${encode(base)}.${encode(claimsOf(`${issuer.url}/${kind}/short`))}`;
  const signed = createSign("sha256").update(short1).sign(short.privateKey, "base64url");
  await check(43, kind, `${short1}.${signed}`, bad);
  const twice = `${encode(base)}.${Buffer.from(JSON.stringify(claims).replace("{", '{"sub":"admin",')).toString("base64url")}`;
  await check(40, kind, `${twice}.${createSign("sha256").update(twice).sign(main.privateKey, "base64url")}`, BAD);
}
if (issuer.requests("/attacker") > 0) fail("row 24: the attacker was asked");
await both(22, { header: { kid: undefined } }, "ok", BAD, "missing a 'kid'");
await both(23, { name: "two", header: { kid: undefined } }, REFUSED, BAD);
await both(25, { header: { b64: true, crit: ["b64"] } }, REFUSED, BAD);
await both(26, { header: { typ: "at+jwt" } }, REFUSED, "ok");
for (const typ of [undefined, "JWT", "jwt", "application/jwt"]) await same(27, { header: { typ } }, "ok");
await both(28, { name: "elliptic", header: { alg: "ES256" }, key: elliptic.privateKey }, REFUSED, "ok");
await check(28, "custom", await token("custom", { header: { alg: "ES256" }, key: elliptic.privateKey }), BAD);
await both(29, { name: "edwards", header: { alg: "EdDSA" }, key: edwards.privateKey }, "ok", BAD);
for (const alg of ["PS256", "RS512"]) await both(30, { header: { alg } }, REFUSED, BAD);
await check(31, "oidc", await token("oidc", { name: "encrypting" }), REFUSED);
await both(31, { name: "another-algorithm" }, REFUSED, BAD);
for (const claim of ["sub", "exp"]) await same(32, { claims: { [claim]: undefined } }, BAD);
await both(33, { claims: { iat: undefined } }, BAD, "ok");
await same(34, { claims: { exp: now() + 600.5 } }, "ok");
await same(35, { claims: { exp: "2099" } }, BAD);
await same(35, { claims: { aud: 7 } }, BAD);
await both(36, { claims: { email_verified: "true" } }, BAD, "ok");
await shown();

/** Rows 36 to 39: what of the claims functions see. */
async function shown() {
  const see = async (row, kind, claims) => {
    const who = await check(row, kind, await token(kind, { claims }), "ok");
    const iss = `${issuer.url}/${kind}/main`;
    const { tokenIdentifier, issuer: shownIssuer, subject, ...rest } = who ?? {};
    if (tokenIdentifier !== `${iss}|alice` || shownIssuer !== iss || subject !== "alice") {
      fail(`row ${row}, ${kind}: ${JSON.stringify(who)}`);
    }
    return JSON.stringify(Object.fromEntries(Object.entries(rest).sort()));
  };
  const expect = (row, was, expected) => was === expected || fail(`row ${row}: ${was} instead of ${expected}`);
  const nulls = { name: null, email: null, email_verified: null, picture: null, updated_at: null };
  const forged = { tokenIdentifier: "x", subject: "x", issuer: "x", givenName: "x", given_name: "Ada" };
  const nested = { properties: { deep: { on: true }, id: "1" } };
  expect(36, await see(36, "custom", { email_verified: "true" }), '{"email_verified":"true"}');
  expect(37, await see(37, "oidc", nulls), "{}");
  const sorted = JSON.stringify(Object.fromEntries(Object.entries(nulls).sort()));
  expect(37, await see(37, "custom", nulls), sorted);
  expect(38, await see(38, "oidc", forged), '{"givenName":"Ada"}');
  expect(39, await see(39, "oidc", nested), JSON.stringify(nested));
  expect(39, await see(39, "custom", nested), '{"properties.deep.on":true,"properties.id":"1"}');
  await see(38, "custom", { tokenIdentifier: "x", subject: "x", issuer: "x" });
}

for (const text of ["not.a.jwt", "a.b", "a.b.c.d.e"]) await check(41, "any", text, BAD, "three base64-encoded parts");
await bare();

/** Rows 41 and 42: headers that no client would send. */
async function bare() {
  played.add(42);
  const call = async (authorization) =>
    (await fetch(`${url}/api/mutation`, {
      method: "POST",
      headers: { "Content-Type": "application/json", authorization },
      body: JSON.stringify({ path: "users:sign", args: {} }),
    })).status;
  const long = await call(`Bearer ${"a".repeat(40_000)}`);
  if (![401, 431].includes(long)) fail(`row 41: a long header is answered with ${long}`);
  for (const header of ["Bearer ", "Basic YTpi", "a"]) {
    const status = await call(header);
    if (status !== 400) fail(`row 42: '${header}' is answered with ${status}`);
    const passed = await fetch(`${process.env.SITE_URL}/header`, { headers: { authorization: header } });
    const body = await passed.text();
    if (passed.status !== 200 || body !== `${header.trim()} threw`) fail(`row 42, HTTP action: ${passed.status} ${body}`);
  }
}

const down = "AuthProviderDiscoveryFailed?";
const broken = "AuthProviderDiscoveryFailed";
const offer = async (row, kind, name, expected) =>
  await check(row, kind, await token(kind, { name }), expected);
await offer(44, "oidc", "mismatch", broken);
await offer(45, "oidc", "missing", down);
await offer(45, "oidc", "broken", down);
await offer(45, "oidc", "html", broken);
await check(45, "oidc", await token("oidc", { claims: { iss: `${closed.url}/oidc` } }), down);
await offer(46, "oidc", "keys-500", down);
await offer(46, "oidc", "keys-html", broken);
await offer(46, "oidc", "keys-nonsense", broken);
await offer(46, "oidc", "keys-untyped", "ok");
await offer(46, "custom", "keys-500", BAD);
await offer(46, "custom", "keys-html", BAD);
await offer(46, "custom", "keys-nonsense", BAD);
await offer(46, "custom", "keys-untyped", BAD);
await same(47, { name: "mixed" }, "ok");
await check(48, "oidc", await token("oidc", { claims: { iss: "http://127.0.0.1:9" } }), NONE);

// Whoever was refused has written nothing.
const signatures = await new ConvexHttpClient(url).query(api.users.signatures, {});
if (signatures !== accepted) fail(`${signatures} signatures of ${accepted} accepted tokens`);
console.log(`rows: ${[...played].sort((a, b) => a - b).join(" ")}`);
issuer.close();
