// The peer of perf.md: Node and `pg` in front of PostgreSQL, serializable transactions, plain HTTP.
// Usage: node peer.mjs <postgres url> <rows>; prints "ready <port>".
import http from "node:http";
import pg from "pg";

const [url, rows] = [process.argv[2], Number(process.argv[3])];
const pool = new pg.Pool({ connectionString: url, max: 32 });

await pool.query("create table counters (key int primary key, value float8 not null)");
await pool.query("create table events (id bigserial primary key, key int not null, value float8 not null)");
await pool.query("insert into counters select g, g from generate_series(0, $1 - 1) g", [rows]);

await pool.query("create table accounts (number int primary key, balance int not null)");
await pool.query("insert into accounts select g, 1000 from generate_series(0, $1 - 1) g", [100_000]);

const SERIALIZATION_FAILURE = "40001";

async function bump(key) {
  const client = await pool.connect();
  try {
    for (;;) {
      try {
        await client.query("begin isolation level serializable");
        const read = await client.query({
          name: "read",
          text: "select value from counters where key = $1",
          values: [key],
        });
        await client.query({
          name: "insert",
          text: "insert into events (key, value) values ($1, $2)",
          values: [key, read.rows[0].value],
        });
        await client.query("commit");
        return null;
      } catch (error) {
        await client.query("rollback");
        if (error.code !== SERIALIZATION_FAILURE) throw error;
      }
    }
  } finally {
    client.release();
  }
}

async function transfer({ from, to, amount }) {
  const client = await pool.connect();
  try {
    for (;;) {
      try {
        await client.query("begin isolation level serializable");
        const read = await client.query({
          name: "accounts",
          text: "select number, balance from accounts where number in ($1, $2)",
          values: [from, to],
        });
        const payer = read.rows.find((row) => row.number === from);
        if (from !== to && payer.balance >= amount) {
          await client.query({
            name: "move",
            text: "update accounts set balance = balance + case number when $1::int then -($3::int) else $3::int end where number in ($1::int, $2::int)",
            values: [from, to, amount],
          });
        }
        await client.query("commit");
        return null;
      } catch (error) {
        await client.query("rollback");
        if (error.code !== SERIALIZATION_FAILURE && error.code !== "40P01") throw error;
      }
    }
  } finally {
    client.release();
  }
}

async function sum() {
  return Number((await pool.query("select sum(balance) from accounts")).rows[0].sum);
}

const functions = { bump: (args) => bump(args.key), get: (args) => get(args.key), transfer, sum };

async function get(key) {
  const read = await pool.query({
    name: "get",
    text: "select key, value from counters where key = $1",
    values: [key],
  });
  return read.rows[0];
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    try {
      const { path, args } = JSON.parse(Buffer.concat(chunks).toString());
      const value = await functions[path](args[0]);
      const body = JSON.stringify({ status: "success", value });
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
      response.end(body);
    } catch (error) {
      response.writeHead(500, { "Content-Type": "text/plain" });
      response.end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
