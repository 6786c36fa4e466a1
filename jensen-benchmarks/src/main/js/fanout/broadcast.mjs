// The floor of the fan-out: one row in PostgreSQL, told to every socket after the commit, by hand.
// Usage: node broadcast.mjs <postgres url>; prints "ready <port>".
import http from "node:http";
import pg from "pg";
import { WebSocketServer } from "ws";

const pool = new pg.Pool({ connectionString: process.argv[2] });
await pool.query("create table beats (key int primary key, value text not null)");
await pool.query("insert into beats values (0, 'beat-0')");

const subscribers = new Set();

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    const { key, value } = JSON.parse(Buffer.concat(chunks).toString());
    await pool.query({
      name: "set",
      text: "update beats set value = $2 where key = $1",
      values: [key, value],
    });
    const body = JSON.stringify({ status: "success" });
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
    response.end(body);
    // The acknowledgement leaves first, as it would if another process told the subscribers.
    setImmediate(() => broadcast(JSON.stringify({ type: "update", key, value })));
  });
});

function broadcast(message) {
  for (const subscriber of subscribers) subscriber.send(message);
}

new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
  socket.on("message", () => {
    subscribers.add(socket);
    socket.send('{"type":"subscribed"}');
  });
  socket.on("close", () => subscribers.delete(socket));
  socket.on("error", () => socket.terminate());
});
// The writer keeps one connection through rounds of others.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", 511, () => console.log(`ready ${server.address().port}`));
