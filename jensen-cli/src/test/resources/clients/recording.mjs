// Records every frame between the official client and the server in one scripted conversation, and
// prints them with everything replaced that differs from run to run: timestamps become t0, t1, … in
// the order of time, clocks become N, random ids become ID, long texts their length.
import { BaseConvexClient } from "convex/browser";
import { createRequire } from "node:module";

const { WebSocket } = createRequire(import.meta.resolve("convex/browser"))("ws");
export const lines = [];
const timestamps = ["AAAAAAAAAAA="];
const CLOCKS = ["clientTs", "serverTs", "clientClockSkew"];
const LENGTH_MAX = 1000;
let socket;
let parts = "";
let isLost = () => false;

function masked(key, value) {
  if (key === "sessionId") return "SESSION";
  if (key === "transitionId") return "ID";
  if (key === "chunk") return "PART";
  if (CLOCKS.includes(key)) return Number.isInteger(value) ? "N" : value;
  if ((key === "ts" || key === "maxObservedTimestamp") && value !== null) {
    if (!timestamps.includes(value)) timestamps.push(value);
    return `t${timestamps.indexOf(value)}`;
  }
  if (typeof value !== "string") return value;
  if (value.length > LENGTH_MAX) return `${value.length} characters`;
  return value.replace(/Request ID: [0-9a-f]{16}/, "Request ID: ID");
}

function record(from, text) {
  const message = JSON.parse(text);
  // It comes when nothing else has come for a while.
  if (message.type === "Ping") return;
  // A commit may be heard of twice; saying that nothing has changed is always allowed.
  const isNews =
    message.type !== "Transition" ||
    message.modifications.length > 0 ||
    JSON.stringify(message.startVersion) !== JSON.stringify(message.endVersion);
  if (isNews) lines.push(`${from} ${JSON.stringify(message, masked)}`);
  if (message.type !== "TransitionChunk") return;
  parts += message.chunk;
  if (message.partNumber < message.totalParts - 1) return;
  // What the parts are, which the server does not send.
  record("=", parts);
  parts = "";
}

class RecordedSocket extends WebSocket {
  isDeaf = false;

  constructor(...args) {
    super(...args);
    socket = this;
    let isOpened = false;
    this.on("open", () => (isOpened = true));
    // A server that is not there yet is asked again and again.
    this.on("close", (code) => isOpened && lines.push(`- closed with ${code}`));
  }

  emit(event, ...args) {
    if (event === "message") {
      const text = args[0].toString();
      if (isLost(text)) {
        isLost = () => false;
        this.isDeaf = true;
        this.terminate();
      }
      if (this.isDeaf) return true;
      record("S", text);
    }
    return super.emit(event, ...args);
  }

  send(text, ...rest) {
    record("C", text);
    super.send(text, ...rest);
  }
}

let wake = () => {};
export const client = new BaseConvexClient(
  process.env.CONVEX_SELF_HOSTED_URL,
  () => wake(),
  { webSocketConstructor: RecordedSocket, unsavedChangesWarning: false, logger: false },
);
export async function until(condition) {
  while (!condition()) {
    const transition = new Promise((resolve) => (wake = resolve));
    await transition;
  }
}
export const shows = (path, args, expected) => () => {
  try {
    return JSON.stringify(client.localQueryResult(path, args)) === expected;
  } catch (failure) {
    return expected === "failure";
  }
};

export const isTold = (text) => () => lines.at(-1).startsWith("S ") && lines.at(-1).includes(text);

/** Loses the connection. */
export const lose = () => socket.terminate();

/** Loses the connection together with the next message that has this text in it. */
export const loseWith = (text) => (isLost = (message) => message.includes(text));

export function print() {
  const inOrder = timestamps.map((text) => Buffer.from(text, "base64").readBigUInt64LE());
  lines.push(inOrder.every((time, i) => i === 0 || time > inOrder[i - 1]) ? "times in order" : "times not in order");
  console.log(lines.join("\n").replaceAll(process.env.CONVEX_SELF_HOSTED_ADMIN_KEY, "KEY"));
  process.exit(0);
}
