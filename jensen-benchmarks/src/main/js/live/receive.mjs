// The official client against replay.mjs: node receive.mjs URL MESSAGES SUBSCRIPTIONS
import { spawnSync } from "node:child_process";
import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";

const [url, messages, subscriptions] = [process.argv[2], +process.argv[3], +process.argv[4]];

// Only the collector's log tells how much was allocated: what was there before a collection and not
// after the one before it.
if (process.argv[5] !== "traced") {
  const { stdout } = spawnSync(
    process.execPath, ["--expose-gc", "--trace-gc", ...process.argv.slice(1), "traced"],
    { encoding: "utf8", maxBuffer: 1 << 28 });
  const [, perSecond, begin, end, each] = /traced (\S+) (\S+) (\S+) (\S+)/.exec(stdout);
  let left, megabytes = 0;
  for (const [, time, before, after] of stdout.matchAll(/(\d+) ms: .*? ([\d.]+) \([\d.]+\) -> ([\d.]+) /g)) {
    if (left !== undefined && +time >= +begin && +time <= +end) {
      megabytes += before - left;
    }
    left = +after;
  }
  console.log(`received ${perSecond} ${(megabytes * (1 << 20)) / messages} ${each}`);
  process.exit(0);
}

const settled = async () => {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    gc();
  }
};
const memory = () => process.memoryUsage().heapUsed + process.memoryUsage().external;

/** Follows what is streamed to its end. */
const stream = (count) => new Promise((resolve) => {
  const client = new ConvexClient(url);
  let start;
  client.onUpdate(anyApi.beats.stream, { count }, async ({ number }) => {
    start ??= process.hrtime.bigint();
    if (number === count) {
      const nanos = Number(process.hrtime.bigint() - start);
      await client.close();
      resolve(nanos);
    }
  });
});

await stream(messages / 2);
const begin = performance.now();
const nanos = await stream(messages);
const end = performance.now();

const client = new ConvexClient(url);
await settled();
const before = memory();
let answered = 0;
await new Promise((resolve) => {
  for (let key = 0; key < subscriptions; key++) {
    client.onUpdate(anyApi.beats.get, { key }, () => ++answered === subscriptions && resolve());
  }
});
await settled();
const each = (memory() - before) / subscriptions;
console.log(`traced ${messages / (nanos / 1e9)} ${begin} ${end} ${each}`);
await client.close();
