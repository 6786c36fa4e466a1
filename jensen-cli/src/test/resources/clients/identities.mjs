// A client whose identity, or its issuer, changes in every way (`spec/acceptance-scenarios.md` §6, §7): plays the
// scenario of that name, and prints it once it went as specified.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { claimsOf, Issuer, keyPair, now, setVariables, sign } from "./issuer.mjs";

const { CONVEX_SELF_HOSTED_URL: url, CONVEX_SELF_HOSTED_ADMIN_KEY: key } = process.env;
const { WebSocket } = createRequire(import.meta.resolve("convex/browser"))("ws");
const issuer = await Issuer.open();
const pair = keyPair("one");
issuer.publishKeys("", pair.jwk);
await setVariables({ ISSUER: issuer.url });

let minted = 0;
/** A token that is never twice the same. */
const token = (sub, more = {}, { privateKey, jwk } = pair) =>
  sign(claimsOf(issuer.url, { sub, jti: `${minted++}`, ...more }), { alg: "RS256", kid: jwk.kid }, privateKey);

/** A list that can be waited for. */
class Seen extends Array {
  #wake = () => {};

  add(value) {
    this.push(value);
    this.#wake();
  }

  async until(holds) {
    while (!holds(this)) await new Promise((resolve) => (this.#wake = resolve));
  }

  async last(value) {
    await this.until((all) => JSON.stringify(all.at(-1)) === JSON.stringify(value));
  }
}

const sent = [];
const refusals = [];
let newest;
class Recording extends WebSocket {
  constructor(...args) {
    super(...args);
    newest = this;
    this.on("message", (data) => {
      const message = JSON.parse(data);
      if (message.type === "AuthError") refusals.push(message);
    });
  }

  send(data, ...rest) {
    sent.push(JSON.parse(data));
    super.send(data, ...rest);
  }
}

/** A client that follows who it is, and what does not depend on that. */
function connect(options = {}) {
  const client = new ConvexClient(url, { logger: false, webSocketConstructor: Recording, ...options });
  const names = new Seen();
  const runs = new Seen();
  client.onUpdate(api.users.who, {}, (who) => names.add(who));
  client.onUpdate(api.users.execution, {}, (number) => runs.add(number));
  return { client, names, runs, states: new Seen() };
}

const authentications = () => sent.filter(({ type }) => type === "Authenticate").length;

/** Rows 1, 2, 5, 10 and 12: nobody, somebody, the same with another claim, and nobody again. */
async function changes() {
  const { client, names, runs, states } = connect();
  await names.last(null);
  await runs.until((all) => all.length > 0);
  client.setAuth(() => token("alice"), (state) => states.add(state));
  assert.equal(await client.mutation(api.users.sign, {}), "alice");
  await names.last(["alice", null]);
  await states.last(true);
  client.setAuth(() => token("alice", { role: "editor" }), () => {});
  await names.last(["alice", "editor"]);
  // The client asks for a second token as soon as the first is accepted.
  const once = async ({ forceRefreshToken }) =>
    forceRefreshToken ? null : await token("alice", { role: "reader" });
  client.setAuth(once, (state) => states.add(state));
  await names.until((all) => JSON.stringify(all).includes("reader"));
  await states.last(false);
  await names.last(null);
  assert.deepEqual([...new Set(runs)].length, 1);
  await client.close();
}

/** Row 3: a refreshed token is sent, and changes nothing. */
async function refreshed() {
  const { client, names, states } = connect();
  await names.last(null);
  client.setAuth(() => token("alice"), (state) => states.add(state));
  await names.last(["alice", null]);
  const before = authentications();
  // The client fetches a second one as soon as the first is accepted, and says so once it holds.
  while (authentications() < Math.max(2, before)) await client.mutation(api.users.sign, {});
  assert.equal(await client.mutation(api.users.sign, {}), "alice");
  assert.deepEqual([...names], [null, ["alice", null]]);
  assert.ok(states.every((state) => state));
  await client.close();
}

/** Row 4: on a forced refresh it is another user's token. */
async function another() {
  const { client, names } = connect();
  await names.last(null);
  client.setAuth(({ forceRefreshToken }) => token(forceRefreshToken ? "bob" : "alice"), () => {});
  await names.last(["bob", null]);
  assert.equal(await client.mutation(api.users.sign, {}), "bob");
  assert.ok(names.every((who) => who === null || ["alice", "bob"].includes(who[0])));
  await client.close();
}

/** Row 6: a short token is replaced before it ends. */
async function early() {
  const { client, names, states } = connect();
  const ends = [];
  client.setAuth(() => {
    ends.push(now() + 12);
    return token("alice", { exp: now() + 12 });
  }, (state) => states.add(state));
  await names.last(["alice", null]);
  while (now() <= ends[0]) await client.mutation(api.users.sign, {});
  assert.equal(await client.mutation(api.users.sign, {}), "alice");
  assert.ok(states.every((state) => state));
  await client.close();
}

/** Row 7: a token that ends, and no other comes. */
async function ended() {
  const { client, names, states } = connect();
  const only = await token("alice", { exp: now() + 8 });
  client.setAuth(async () => only, (state) => states.add(state));
  await names.last(["alice", null]);
  while (states.at(-1) !== false) await client.mutation(api.users.sign, {}).catch(() => {});
  await names.last(null);
  assert.equal(await client.mutation(api.users.sign, {}), null);
  await client.close();
}

/** Row 8: a bad token is fetched four times, and given up; what nobody follows goes on. */
async function refused() {
  const { client, names, states } = connect({ logger: true });
  const complaints = [];
  console.error = (...text) => complaints.push(text.join(" "));
  await names.last(null);
  let fetched = 0;
  client.setAuth(() => {
    fetched++;
    return token("mallory", { aud: "other" });
  }, (state) => states.add(state));
  await states.last(false);
  assert.equal(fetched, 4);
  assert.equal(complaints.length, 1);
  assert.match(complaints[0], /^Failed to authenticate: "No auth provider found[^]*", check your server auth config$/);
  assert.equal(await client.mutation(api.users.sign, {}), null);
  assert.deepEqual([...new Set(names)], [null]);
  await client.close();
}

/** A client of that user, both of whose first tokens were accepted. */
async function settled(name) {
  const connected = connect();
  const only = await token(name);
  const before = authentications();
  connected.client.setAuth(() => token(name), (state) => connected.states.add(state));
  await connected.names.last([name, null]);
  while (authentications() < before + 2) await connected.client.mutation(api.users.sign, {});
  assert.equal(await connected.client.mutation(api.users.sign, {}), name);
  return { ...connected, only };
}

/** §7, row 1: the issuer has another key; its tokens are good at once, and sockets stay. */
async function rotated() {
  const { client, names, states } = await settled("alice");
  const before = issuer.requests("/keys");
  const next = keyPair("two");
  issuer.publishKeys("", next.jwk);

  const http = new ConvexHttpClient(url, { logger: false });
  http.setAuth(await token("bob", {}, next));
  assert.deepEqual(await http.query(api.users.who, {}), ["bob", null]);
  const other = connect();
  other.client.setAuth(() => token("carol", {}, next));
  await other.names.last(["carol", null]);
  // The first may have asked again because a minute was over.
  assert.ok(issuer.requests("/keys") - before <= 2);
  assert.equal(await client.mutation(api.users.sign, {}), "alice");
  assert.deepEqual([...new Set(names.filter((who) => who !== null).map(([who]) => who))], ["alice"]);
  assert.deepEqual(names.at(-1), ["alice", null]);
  assert.ok(states.every((state) => state));
  await client.close();
  await other.client.close();
}

/** §7, row 4: a thousand tokens, each of them new. */
async function many() {
  const begun = now();
  const http = new ConvexHttpClient(url, { logger: false });
  for (let i = 0; i < 1000; i++) {
    http.setAuth(await token(`user ${i}`));
    assert.deepEqual(await http.query(api.users.who, {}), [`user ${i}`, null]);
  }
  // A document that does not say for how long it holds is asked for once a minute.
  const allowed = 2 + Math.floor((now() - begun) / 60);
  for (const path of ["/keys", "/.well-known/openid-configuration"]) {
    assert.ok(issuer.requests(path) >= 1 && issuer.requests(path) <= allowed);
  }
}

function push(config) {
  writeFileSync("convex/auth.config.ts", config);
  const tool = "node_modules/convex/bin/main.js";
  execFileSync("node", [tool, "dev", "--once", "--typecheck", "disable"], { stdio: "pipe" });
}

/** §7, row 9: the provider is gone; open sockets stay who they are until they connect again. */
async function removed() {
  const { client, names, states, only } = await settled("alice");
  const http = new ConvexHttpClient(url, { logger: false });
  http.setAuth(only);
  assert.deepEqual(await http.query(api.users.who, {}), ["alice", null]);
  const before = readFileSync("convex/auth.config.ts", "utf8");
  push("export default { providers: [] };\n");
  try {
    const refusal = await http.query(api.users.who, {}).catch((error) => JSON.parse(error.message));
    assert.equal(refusal.code, "NoAuthProvider");
    assert.equal(await client.mutation(api.users.sign, {}), "alice");
    assert.deepEqual(names.at(-1), ["alice", null]);
    assert.ok(states.every((state) => state));
    console.error = () => {};
    newest.terminate();
    await states.last(false);
    await names.last(null);
  } finally {
    push(before);
  }
  await client.close();
}

/** Waits until as many tokens more were sent. */
async function tokensSent(more) {
  const enough = authentications() + more;
  await new Promise((resolve) => {
    const poll = setInterval(() => {
      if (authentications() < enough) return;
      clearInterval(poll);
      resolve();
    }, 50);
  });
}

/** Row 9: the provider is down when the token is to be refreshed; nothing of it is known yet. */
async function down() {
  const discovery = "/next/.well-known/openid-configuration";
  issuer.publish(discovery, "", { status: 503 });
  // A token of ten minutes is replaced after a few seconds.
  const { client, names, states } = connect({ authRefreshTokenLeewaySeconds: 597 });
  let more = {};
  client.setAuth(() => token("alice", more), (state) => states.add(state));
  await names.last(["alice", null]);
  await states.last(true);
  assert.equal(await client.mutation(api.users.sign, {}), "alice");

  more = { iss: `${issuer.url}/next`, role: "back" };
  await tokensSent(3);
  assert.ok(issuer.requests(discovery) >= 1);
  issuer.close();
  await tokensSent(2);
  issuer.publishKeys("/next", pair.jwk);
  await issuer.listen();
  await names.last(["alice", "back"]);
  assert.equal(await client.mutation(api.users.sign, {}), "alice");
  const seen = [...names];
  if (seen[0] === null) seen.shift();
  assert.deepEqual(seen, [["alice", null], ["alice", "back"]]);
  assert.ok(states.every((state) => state));
  assert.deepEqual(refusals, []);
  await client.close();
}

/** Row 13: the server starts again, and has something to do for the user at once. */
async function restarted() {
  const { client, names, states } = await settled("alice");
  const closed = new Promise((resolve) => newest.once("close", resolve));
  console.log("ready for the restart");
  await closed;
  const text = `in the gap ${crypto.randomUUID()}`;
  const noted = client.mutation(api.users.note, { text });
  console.log("sent in the gap");
  assert.equal(await noted, "alice");
  assert.deepEqual(await client.query(api.users.noted, { text }), ["alice"]);
  assert.deepEqual([...new Set(names.filter((who) => who !== null).map(([who]) => who))], ["alice"]);
  assert.deepEqual(names.at(-1), ["alice", null]);
  assert.ok(states.every((state) => state));
  assert.deepEqual(refusals, []);
  await client.close();
}

/** Row 11: two users at once, with the same query. */
async function two() {
  const [one, other] = [connect(), connect()];
  one.client.setAuth(() => token("alice"));
  other.client.setAuth(() => token("bob"));
  await Promise.all([one.names.last(["alice", null]), other.names.last(["bob", null])]);
  const third = connect();
  third.client.setAuth(() => token("bob"));
  await third.names.last(["bob", null]);
  assert.equal(new Set([...one.runs, ...other.runs, ...third.runs]).size, 1);
  for (const { client } of [one, other, third]) await client.close();
}

/** Row 14: the administrator acts as a user. */
async function acting() {
  const user = { subject: "p", issuer: "https://convex.test", name: "Presley 🙃" };
  const http = new ConvexHttpClient(url, { logger: false });
  http.setAdminAuth(key, user);
  const seen = await http.query(api.users.all, {});
  assert.deepEqual(seen, { ...user, tokenIdentifier: "https://convex.test|p" });
  const { client } = connect();
  client.client.setAdminAuth(key, user);
  assert.deepEqual(await client.query(api.users.all, {}), seen);
  await client.close();
}

/** Row 15: the key of another instance. */
async function foreign() {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/1.48.0/sync`);
  await new Promise((resolve) => socket.once("open", resolve));
  const answers = new Seen();
  socket.on("message", (data) => answers.add(JSON.parse(data).type));
  socket.on("close", () => answers.add("closed"));
  const sessionId = crypto.randomUUID();
  socket.send(JSON.stringify({ type: "Connect", sessionId, connectionCount: 0, lastCloseReason: null }));
  const value = `other|${key.split("|")[1]}`;
  socket.send(JSON.stringify({ type: "Authenticate", baseVersion: 0, tokenType: "Admin", value }));
  await answers.last("closed");
  assert.deepEqual([...answers], ["AuthError", "closed"]);
}

const scenarios = {
  ...{ changes, refreshed, another, early, ended, refused, down, two, acting, foreign },
  ...{ rotated, many, removed, restarted },
};
await scenarios[process.env.SCENARIO]();
issuer.close();
console.log(`Played: ${process.env.SCENARIO}`);
