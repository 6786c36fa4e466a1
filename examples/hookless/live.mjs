// A mutation over WebSocket beside a query that stays live, no React in sight:
//   CONVEX_URL=… node live.mjs '{"data": 1, "apiKey": "…"}'
// With TOKEN=… it calls users:doSomething as that user instead.
// Prints {"value": …} or {"error": "…"}, with how many dumps the query had `seen` by then.
import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";

const client = new ConvexClient(process.env.CONVEX_URL, { logger: false });
const token = process.env.TOKEN;
if (token) {
  client.setAuth(async () => token);
}
const seen = [];
await new Promise((resolve) => {
  client.onUpdate(anyApi.tasks.list, {}, (dumps) => {
    seen.push(dumps.length);
    resolve();
  });
});

const [path, args] = token
  ? [anyApi.users.doSomething, {}]
  : [anyApi.tasks.dumpData, JSON.parse(process.argv[2])];
const answer = await client.mutation(path, args).then(
  (value) => ({ value }),
  (error) => ({ error: error.message }),
);
console.log(JSON.stringify({ ...answer, seen }));
await client.close();
