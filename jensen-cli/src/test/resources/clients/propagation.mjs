// Who functions see, by whoever calls them and by whatever way they are called
// (`spec/acceptance-scenarios.md` §8). Prints one line for each caller.
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";

const { CONVEX_SELF_HOSTED_URL: url, CONVEX_SELF_HOSTED_ADMIN_KEY: key, SITE_URL: site, TOKEN: token } = process.env;
const user = { subject: "carol", issuer: "https://convex.test" };
const encoded = Buffer.from(JSON.stringify(user)).toString("base64");

const callers = {
  nobody: { sign: () => {} },
  alice: { sign: (client) => client.setAuth(token), header: `Bearer ${token}` },
  admin: { sign: (client) => client.setAdminAuth(key), header: `Convex ${key}` },
  carol: { sign: (client) => client.setAdminAuth(key, user), header: `Convex ${key}:${encoded}` },
};

for (const [name, { sign, header }] of Object.entries(callers)) {
  const client = new ConvexHttpClient(url, { logger: false });
  sign(client);
  const direct = [
    await client.query(api.probe.who, {}),
    await client.mutation(api.probe.whoMutation, {}),
    await client.action(api.probe.whoAction, {}),
    await client.action(api.node.who, {}),
  ];
  const called = [
    await client.query(api.probe.queried, {}),
    await client.mutation(api.probe.mutated, {}),
    await client.action(api.probe.acted, {}),
    await client.action(api.node.acted, {}),
  ];
  await client.mutation(api.probe.schedule, { by: `${name}'s mutation` });
  await client.action(api.probe.scheduleInAction, { by: `${name}'s action` });
  const headers = header === undefined ? {} : { Authorization: header };
  const http = await (await fetch(`${site}/who`, { headers })).json();
  console.log(`${name}: ${JSON.stringify({ direct, called: called.flat(), http })}`);
}
for (const header of ["Bearer helloworld", "a"]) {
  const response = await fetch(`${site}/who`, { headers: { Authorization: header } });
  console.log(`${header}: ${response.status} ${JSON.stringify(await response.json())}`);
}

// Scheduled functions and cron jobs are nobody's, whoever scheduled them.
const client = new ConvexHttpClient(url, { logger: false });
let notes;
do {
  notes = await client.query(api.probe.notes, {});
} while (notes.filter(({ by }) => by !== "cron").length < 8 || !notes.some(({ by }) => by === "cron"));
const seen = new Set(notes.map(({ who }) => who));
console.log(`scheduled: ${JSON.stringify([...seen])}`);

// An action goes on as whoever began it.
const brief = new ConvexHttpClient(url, { logger: false });
brief.setAuth(process.env.BRIEF_TOKEN);
const { exp } = JSON.parse(Buffer.from(process.env.BRIEF_TOKEN.split(".")[1], "base64url"));
const late = await brief.action(api.probe.late, { until: (exp + 1) * 1000 });
const refused = await brief.query(api.probe.who, {}).catch((error) => JSON.parse(error.message).code);
console.log(`late: ${JSON.stringify({ late, refused })}`);
