// Takes the steps of a scenario with the official clients and prints one line of JSON for each.
// Usage: node official.mjs STEPS URL CHANNEL TOKEN FOLDER_WITH_MODULES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [steps, url, channel, token, modules] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { ConvexClient, ConvexHttpClient } = require("convex/browser");
const { ConvexError, convexToJson, jsonToConvex } = require("convex/values");
const { makeFunctionReference } = require("convex/server");

const client = new ConvexClient(url, { logger: false });
const http = new ConvexHttpClient(url, { logger: false });
const followed = new Map();

function outcome(error) {
  return error instanceof ConvexError
    ? { error: convexToJson(error.data) }
    : { failure: error.message.split("\n")[1] };
}

function decoded(json) {
  return jsonToConvex(JSON.parse(JSON.stringify(json).replaceAll('"$"', JSON.stringify(channel))));
}

function follow({ name, path }, args) {
  const shown = [];
  const waiting = [];
  const show = (value) => (waiting.length > 0 ? waiting.shift()(value) : shown.push(value));
  const stop = client.onUpdate(
    makeFunctionReference(path),
    args,
    (value) => show({ value: convexToJson(value) }),
    (error) => show(outcome(error)),
  );
  const next = () => (shown.length > 0 ? shown.shift() : new Promise((resolve) => waiting.push(resolve)));
  followed.set(name, { next, stop });
  return {};
}

function options({ expect }) {
  if (expect === undefined) {
    return undefined;
  }
  const { path, args, value } = expect;
  return { optimisticUpdate: (store) => store.setQuery(makeFunctionReference(path), decoded(args), decoded(value)) };
}

async function take(step) {
  const args = decoded(step.args ?? {});
  switch (step.do) {
    case "follow":
      return follow(step, args);
    case "shows":
      return await followed.get(step.name).next();
    case "unfollow":
      followed.get(step.name).stop();
      return {};
    case "together":
      return { outcomes: await Promise.all(step.calls.map(take)) };
    case "login":
      client.setAuth(async () => token);
      http.setAuth(token);
      return {};
    case "logout":
      client.client.clearAuth();
      http.clearAuth();
      return {};
    default: {
      const [first, second] = step.do.split(".");
      const [caller, kind] = second === undefined ? [client, first] : [http, second];
      try {
        return { value: convexToJson(await caller[kind](makeFunctionReference(step.path), args, options(step))) };
      } catch (error) {
        return outcome(error);
      }
    }
  }
}

for (const step of JSON.parse(readFileSync(steps, "utf8"))) {
  console.log(JSON.stringify(await take(step)));
}
await client.close();
process.exit(0);
