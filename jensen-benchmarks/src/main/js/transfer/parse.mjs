// A peer of the transfers: Parse Server with a cloud function in front of PostgreSQL. It has no
// transactions that read, and its batches of writes fail in this version, so this is two updates
// that happen to follow each other.
// Usage: node parse.mjs <postgres url>; prints "ready <port>".
import net from "node:net";
import { ParseServer } from "parse-server";
import pg from "pg";

// Parse Server takes a port of 0 for none given.
const port = await new Promise((resolve) => {
  const probe = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

const { server } = await ParseServer.startApp({
  databaseURI: process.argv[2],
  appId: "benchmark",
  masterKey: "secret-of-this-run",
  serverURL: `http://127.0.0.1:${port}/parse`,
  mountPath: "/parse",
  host: "127.0.0.1",
  port,
  allowClientClassCreation: true,
  allowCustomObjectId: true,
  logsFolder: null,
  silent: true,
  // Its short cut for calls of itself fails in this version.
  directAccess: false,
  silent: true,
  cloud: cloudCode,
});

async function cloudCode(Parse) {
  const master = { useMasterKey: true };
  const account = (number) => Parse.Object.extend("Account").createWithoutData(`a${number}`);

  Parse.Cloud.define("transfer", async ({ params: { from, to, amount } }) => {
    const [payer, payee] = [account(from), account(to)];
    await Promise.all([payer.fetch(master), payee.fetch(master)]);
    if (from !== to && payer.get("balance") >= amount) {
      payer.increment("balance", -amount);
      payee.increment("balance", amount);
      await Promise.all([payer.save(null, master), payee.save(null, master)]);
    }
    return "moved";
  });

  Parse.Cloud.define("sum", async () => {
    const rows = await new Parse.Query("Account").aggregate(
      [{ $group: { _id: null, sum: { $sum: "$balance" } } }],
      master,
    );
    return rows[0].sum;
  });
}

// The first row makes the table, the others come at once.
await fetch(`http://127.0.0.1:${port}/parse/classes/Account`, {
  method: "POST",
  headers: { "X-Parse-Application-Id": "benchmark", "Content-Type": "application/json" },
  body: JSON.stringify({ objectId: "a0", balance: 1000 }),
});
const client = new pg.Client({ connectionString: process.argv[2] });
await client.connect();
await client.query(
  'insert into "Account" ("objectId", "createdAt", "updatedAt", balance) ' +
    "select 'a' || g, now(), now(), 1000 from generate_series(1, 99999) g",
);
await client.end();
server.keepAliveTimeout = 0;
// Whoever stops it no longer reads its last words.
process.stdout.on("error", () => {});
console.log(`ready ${port}`);
