// Records every frame between the official client and the server in one scripted conversation, and
// prints them with everything replaced that differs from run to run: timestamps become t0, t1, … in
// the order of time, clocks become N, random ids become ID.
import { BaseConvexClient } from "convex/browser";
import { createRequire } from "node:module";

const { WebSocket } = createRequire(import.meta.resolve("convex/browser"))("ws");
const lines = [];
const timestamps = ["AAAAAAAAAAA="];
const CLOCKS = ["clientTs", "serverTs", "clientClockSkew"];
let socket;

function masked(key, value) {
  if (key === "sessionId") return "SESSION";
  if (CLOCKS.includes(key)) return Number.isInteger(value) ? "N" : value;
  if ((key === "ts" || key === "maxObservedTimestamp") && value !== null) {
    if (!timestamps.includes(value)) timestamps.push(value);
    return `t${timestamps.indexOf(value)}`;
  }
  return typeof value === "string" ? value.replace(/Request ID: [0-9a-f]{16}/, "Request ID: ID") : value;
}

function record(from, text) {
  const message = JSON.parse(text);
  // A commit may be heard of twice; saying that nothing has changed is always allowed.
  const isNews =
    message.type !== "Transition" ||
    message.modifications.length > 0 ||
    JSON.stringify(message.startVersion) !== JSON.stringify(message.endVersion);
  if (isNews) lines.push(`${from} ${JSON.stringify(message, masked)}`);
}

class RecordedSocket extends WebSocket {
  constructor(...args) {
    super(...args);
    socket = this;
    this.on("message", (data) => record("S", data.toString()));
    this.on("close", (code) => lines.push(`- closed with ${code}`));
  }

  send(text, ...rest) {
    record("C", text);
    super.send(text, ...rest);
  }
}

let wake = () => {};
const client = new BaseConvexClient(
  process.env.CONVEX_SELF_HOSTED_URL,
  () => wake(),
  { webSocketConstructor: RecordedSocket, unsavedChangesWarning: false, logger: false },
);
async function until(condition) {
  while (!condition()) {
    const transition = new Promise((resolve) => (wake = resolve));
    await transition;
  }
}
const shows = (path, args, expected) => () => {
  try {
    return JSON.stringify(client.localQueryResult(path, args)) === expected;
  } catch (failure) {
    return expected === "failure";
  }
};

const isTold = (text) => () => lines.at(-1).startsWith("S ") && lines.at(-1).includes(text);

client.subscribe("notes:list", {});
await until(shows("notes:list", {}, "[]"));
await client.mutation("notes:add", { text: "milk" });
await client.mutation("notes:add", { text: "" }).catch(() => {});
await client.mutation("notes:add", { text: "tea" });
const page = { paginationOpts: { numItems: 1, cursor: null, id: 1 } };
const { unsubscribe } = client.subscribe("notes:pages", page);
await until(isTold('"queryId":1'));
const failing = client.subscribe("notes:none", {});
await until(shows("notes:none", {}, "failure"));
failing.unsubscribe();
await until(() => lines.at(-1).includes("QueryRemoved"));
await client.action("notes:shout", { text: "a" });
client.setAdminAuth(process.env.CONVEX_SELF_HOSTED_ADMIN_KEY);
await until(() => lines.at(-1).includes('"identity":1'));
socket.terminate();
await until(isTold('"queryId":1'));
await client.mutation("notes:add", { text: "jam" });
unsubscribe();
await until(() => lines.at(-1).includes("QueryRemoved"));
const inOrder = timestamps.map((text) => Buffer.from(text, "base64").readBigUInt64LE());
lines.push(inOrder.every((time, i) => i === 0 || time > inOrder[i - 1]) ? "times in order" : "times not in order");
console.log(lines.join("\n").replaceAll(process.env.CONVEX_SELF_HOSTED_ADMIN_KEY, "KEY"));
process.exit(0);
