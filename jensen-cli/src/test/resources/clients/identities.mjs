// A live client whose identity changes in every way (`spec/acceptance-scenarios.md` §6): plays the
// scenario of that name, and prints it once it went as specified.
import assert from "node:assert/strict";
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
class Recording extends WebSocket {
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
  const { client, names, states } = connect();
  const complaints = new Seen();
  console.error = (...text) => complaints.add(text.join(" "));
  await names.last(null);
  let fetched = 0;
  client.setAuth(() => {
    fetched++;
    return token("mallory", { aud: "other" });
  }, (state) => states.add(state));
  await states.last(false);
  assert.equal(fetched, 4);
  assert.equal(await client.mutation(api.users.sign, {}), null);
  assert.deepEqual([...new Set(names)], [null]);
  await client.close();
}

/** Row 9: the provider is down when the token is to be refreshed. */
async function down() {
  const fresh = keyPair("two");
  const { client, names, states } = connect();
  issuer.publish("/.well-known/openid-configuration", "", { status: 503 });
  client.setAuth(() => token("alice", {}, fresh), (state) => states.add(state));
  await new Promise((resolve) => {
    const poll = setInterval(() => {
      if (authentications() < 3) return;
      clearInterval(poll);
      resolve();
    }, 50);
  });
  assert.deepEqual([...states], []);
  issuer.publishKeys("", pair.jwk, fresh.jwk);
  await names.last(["alice", null]);
  assert.ok(states.every((state) => state));
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

const scenarios = { changes, refreshed, another, early, ended, refused, down, two, acting, foreign };
await scenarios[process.env.SCENARIO]();
issuer.close();
console.log(`Played: ${process.env.SCENARIO}`);
