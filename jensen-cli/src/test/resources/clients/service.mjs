// What a service's token is worth with each of the official clients, before and after it is revoked.
//
// Its patterns allow `tasks:dumpData` and `internal:jobs/*`. Prints what each client is answered.
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { fetchMutation } from "convex/nextjs";
import { anyApi as api } from "convex/server";

const url = process.env.CONVEX_SELF_HOSTED_URL;
const token = process.env.TOKEN;
const http = new ConvexHttpClient(url, { logger: false });
http.setAuth(token);
const live = new ConvexClient(url, { logger: false });
const complaints = [];
console.error = (...text) => complaints.push(text);
const signedOut = new Promise((resolve) => {
  live.setAuth(async () => token, (isGood) => isGood || resolve());
});

const clients = {
  fetchMutation: (reference, args) => fetchMutation(reference, args, { url, token }),
  ConvexHttpClient: (reference, args) => http.mutation(reference, args),
  ConvexClient: (reference, args) => live.mutation(reference, args),
};

async function revoke() {
  const key = process.env.CONVEX_SELF_HOSTED_ADMIN_KEY;
  const response = await fetch(`${url}/api/jensen/v1/tokens/revoke`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Convex ${key}` },
    body: JSON.stringify({ name: process.env.NAME }),
  });
  if (!response.ok) throw new Error(await response.text());
}

async function tell(what, reference, args) {
  for (const [name, mutation] of Object.entries(clients)) {
    const answer = await mutation(reference, args).catch((error) => error.message);
    console.log(`${name} ${what}: ${answer.replaceAll("\n", " ")}`);
  }
}

await tell("public", api.tasks.dumpData, { rows: 1 });
await tell("internal", api.jobs.nightly.note, {});
await tell("refused", api.tasks.secret, {});
await revoke();
await signedOut;
await tell("revoked", api.jobs.nightly.note, {});
await live.close();
