// The peer: plain Node, no framework. POST /echo answers JSON; POST /upload writes the body to a file,
// synced before the answer; GET /file sends it. Usage: node peer.mjs FILE; prints "ready <port>".
import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import http from "node:http";
import { pipeline } from "node:stream/promises";

const file = process.argv[2];
const BODY = '{"status":"success"}';

async function echo(request, response) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  JSON.parse(Buffer.concat(pieces).toString());
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": BODY.length });
  response.end(BODY);
}

async function upload(request, response) {
  await pipeline(request, createWriteStream(file));
  const handle = await open(file, "r+");
  await handle.sync();
  await handle.close();
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": BODY.length });
  response.end(BODY);
}

async function download(_request, response) {
  response.writeHead(200, { "Content-Length": (await stat(file)).size });
  await pipeline(createReadStream(file), response);
}

const routes = { "/echo": echo, "/upload": upload, "/file": download };
const server = http.createServer(async (request, response) => {
  try {
    await routes[request.url](request, response);
  } catch (error) {
    console.error(error);
    response.destroy();
  }
});
server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
