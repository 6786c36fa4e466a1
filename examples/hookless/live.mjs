// A mutation over WebSocket beside a query that stays live, no React in sight:
//   CONVEX_URL=… node live.mjs tasks:dumpData '{"data": 1, "apiKey": "…"}'
// as nobody, or with TOKEN=… as a user or a service.
// Prints {"value": …} or {"error": "…"}, with how many dumps the query had `seen` by then.
import { ConvexClient } from "convex/browser";
import { anyApi, makeFunctionReference } from "convex/server";

const [path, args] = process.argv.slice(2);
const client = new ConvexClient(process.env.CONVEX_URL, { logger: false });
if (process.env.TOKEN) {
  client.setAuth(async () => process.env.TOKEN);
}
const seen = [];
await new Promise((resolve) => {
  client.onUpdate(anyApi.tasks.list, {}, (dumps) => {
    seen.push(dumps.length);
    resolve();
  });
});

const answer = await client.mutation(makeFunctionReference(path), JSON.parse(args)).then(
  (value) => ({ value }),
  (error) => ({ error: error.message }),
);
console.log(JSON.stringify({ ...answer, seen }));
await client.close();
