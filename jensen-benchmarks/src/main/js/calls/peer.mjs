// The peer of perf.md: Node and `pg` in front of PostgreSQL, serializable transactions, plain HTTP.
// Usage: node peer.mjs <postgres url> <rows>; prints "ready <port>".
import http from "node:http";
import pg from "pg";

const [url, rows] = [process.argv[2], Number(process.argv[3])];
const pool = new pg.Pool({ connectionString: url, max: 32 });

await pool.query("create table counters (key int primary key, value float8 not null)");
await pool.query("create table events (id bigserial primary key, key int not null, value float8 not null)");
await pool.query("insert into counters select g, g from generate_series(0, $1 - 1) g", [rows]);

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
      const value = path === "bump" ? await bump(args[0].key) : await get(args[0].key);
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
