// Clients of the official package that subscribe, unsubscribe, change counters and lose the network
// at random, while a model says what each of them may see.
//
// There are KEYS counters; `counters:bump` adds one to a counter and answers with its new value,
// `counters:read` tells one, `counters:total` their sum.
import { BaseConvexClient } from "convex/browser";
import { createRequire } from "node:module";
import net from "node:net";

const { WebSocket } = createRequire(import.meta.resolve("convex/browser"))("ws");

const KEYS = 4;
const CLIENTS = 5;
const STEPS = 60;
const SEED = Number(process.env.SEED);
const url = new URL(process.env.CONVEX_SELF_HOSTED_URL);

function generator(state) {
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

const random = generator(SEED);
const failures = [];
const check = (holds, what) => {
  if (!holds) failures.push(what);
};
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** A network of one client, which can be cut. */
class Network {
  open = new Set();
  isDown = false;

  async start() {
    this.server = net.createServer((near) => {
      if (this.isDown) return near.destroy();
      const far = net.connect(Number(url.port), url.hostname);
      const pair = [near, far];
      this.open.add(pair);
      const end = () => {
        this.open.delete(pair);
        near.destroy();
        far.destroy();
      };
      for (const socket of pair) socket.on("error", end).on("close", end);
      near.pipe(far);
      far.pipe(near);
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  cut() {
    for (const pair of [...this.open]) pair.forEach((socket) => socket.destroy());
  }
}

/** One client, and what it may see. */
class Participant {
  network = new Network();
  subscriptions = new Map();
  newest = new Map();
  bumps = 0;
  pending = new Set();

  constructor(name) {
    this.name = name;
  }

  async start() {
    this.client = new BaseConvexClient(await this.network.start(), () => this.look(), {
      webSocketConstructor: WebSocket,
      unsavedChangesWarning: false,
      logger: false,
    });
  }

  /** Whatever is shown must be newer than before, and all of it from one moment. */
  look() {
    const shown = this.shown();
    for (const [query, value] of shown) {
      const before = this.newest.get(query) ?? 0;
      check(value >= before, `${this.name} saw ${query} go from ${before} back to ${value}`);
      this.newest.set(query, Math.max(before, value));
    }
    if (shown.size === KEYS + 1) {
      let sum = 0;
      for (let key = 0; key < KEYS; key++) sum += shown.get(`read ${key}`);
      check(
        sum === shown.get("total"),
        `${this.name} saw a total of ${shown.get("total")} over counters of ${sum}`,
      );
    }
  }

  shown() {
    const shown = new Map();
    for (const [query, { path, args }] of this.subscriptions) {
      const value = this.client.localQueryResult(path, args);
      if (value !== undefined) shown.set(query, value);
    }
    return shown;
  }

  subscribe(query, path, args) {
    if (!this.subscriptions.has(query)) {
      const { unsubscribe } = this.client.subscribe(path, args);
      this.subscriptions.set(query, { path, args, unsubscribe });
    }
  }

  unsubscribe(query) {
    this.subscriptions.get(query)?.unsubscribe();
    this.subscriptions.delete(query);
  }

  bump(key) {
    this.bumps++;
    const mutation = this.client.mutation("counters:bump", { key }).then((value) => {
      const seen = this.shown().get(`read ${key}`);
      if (seen !== undefined) {
        check(seen >= value, `${this.name} made counter ${key} ${value} and saw ${seen}`);
      }
      this.pending.delete(mutation);
    });
    this.pending.add(mutation);
  }

  step() {
    const key = random(KEYS);
    switch (random(10)) {
      case 0:
        return this.unsubscribe(`read ${key}`);
      case 1:
        return this.network.cut();
      case 2:
        this.network.isDown = !this.network.isDown;
        return this.network.cut();
      case 3:
        return this.subscribe("total", "counters:total", {});
      case 4:
      case 5:
        return this.subscribe(`read ${key}`, "counters:read", { key });
      default:
        return this.bump(key);
    }
  }

  subscribeToAll() {
    for (let key = 0; key < KEYS; key++) this.subscribe(`read ${key}`, "counters:read", { key });
    this.subscribe("total", "counters:total", {});
  }
}

const participants = Array.from({ length: CLIENTS }, (_, i) => new Participant(`client ${i}`));
await Promise.all(participants.map((participant) => participant.start()));
for (let step = 0; step < STEPS; step++) {
  for (const participant of participants) participant.step();
  await pause(random(50));
}
for (const participant of participants) {
  participant.network.isDown = false;
  participant.subscribeToAll();
}
await Promise.all(participants.flatMap((participant) => [...participant.pending]));
const bumps = participants.reduce((sum, participant) => sum + participant.bumps, 0);
// Every mutation was answered, so that every client must come to see all of them, and no more.
const isSettled = () =>
  participants.every((participant) => participant.shown().get("total") === bumps);
while (!isSettled() && failures.length === 0) {
  for (const participant of participants) {
    const total = participant.shown().get("total") ?? 0;
    check(total <= bumps, `${participant.name} saw ${total} after ${bumps} mutations`);
  }
  await pause(20);
}
console.log(failures.length === 0 ? `${bumps} mutations, each once` : failures.join("\n"));
process.exit(0);
