// Calls one function with the official client, no React in sight:
//   CONVEX_URL=… node call.mjs mutation tasks:dumpData '{"data": 1, "apiKey": "…"}'
// as nobody, or with TOKEN=… as a user or a service.
// Prints {"value": …} or {"error": "…"}.
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";

const [kind, path, args] = process.argv.slice(2);
const [module, name] = path.split(":");
const client = new ConvexHttpClient(process.env.CONVEX_URL, { logger: false });
if (process.env.TOKEN) {
  client.setAuth(process.env.TOKEN);
}

try {
  const value = await client[kind](anyApi[module][name], JSON.parse(args));
  console.log(JSON.stringify({ value }));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}
