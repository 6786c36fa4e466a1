// What the hand-written peers share: a plain HTTP server that calls a function by its name.
import http from "node:http";

export function serve(functions) {
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", async () => {
      try {
        const { path, args } = JSON.parse(Buffer.concat(chunks).toString());
        const value = await functions[path](args[0]);
        answer(response, 200, JSON.stringify({ status: "success", value }));
      } catch (error) {
        answer(response, 500, JSON.stringify({ status: "error", error: String(error) }));
      }
    });
  });
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
}

function answer(response, status, body) {
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}
