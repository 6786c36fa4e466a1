// A mutation over WebSocket beside a query that stays live, no React in sight:
//   CONVEX_URL=… node live.mjs '{"data": 1, "apiKey": "…"}'
// Prints {"value": …} or {"error": "…"}, with how many dumps the query had `seen` by then.
import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";

const client = new ConvexClient(process.env.CONVEX_URL, { logger: false });
const seen = [];
await new Promise((resolve) => {
  client.onUpdate(anyApi.tasks.list, {}, (dumps) => {
    seen.push(dumps.length);
    resolve();
  });
});

const answer = await client.mutation(anyApi.tasks.dumpData, JSON.parse(process.argv[2])).then(
  (value) => ({ value }),
  (error) => ({ error: error.message }),
);
console.log(JSON.stringify({ ...answer, seen }));
await client.close();
