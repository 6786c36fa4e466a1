// One live client that is nobody, then one user after the other, then nobody again, no React in sight:
//   CONVEX_URL=… TOKENS="… …" node users.mjs
// Prints whom its query showed.
import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";

const client = new ConvexClient(process.env.CONVEX_URL, { logger: false });
const shown = [];
let wake;
client.onUpdate(anyApi.users.me, {}, (name) => {
  shown.push(name);
  wake();
});

const change = () => new Promise((resolve) => (wake = resolve));
await change();
const tokens = process.env.TOKENS.split(" ");
const last = tokens.pop();
for (const token of tokens) {
  const changed = change();
  client.setAuth(async () => token);
  await changed;
}
// When the client asks for a token that replaces the first, the last user has signed out.
client.setAuth(async ({ forceRefreshToken }) => (forceRefreshToken ? null : last));
do await change();
while (shown.at(-1) !== null);
console.log(JSON.stringify(shown));
await client.close();
