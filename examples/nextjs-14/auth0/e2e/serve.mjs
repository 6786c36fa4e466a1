// Serves the pages as `next dev` does, at any free port: the SDK must be told its own address before
// the first request.
import { createServer } from "node:http";
import next from "next";

const server = createServer();
await new Promise((resolve) => server.listen(0, "localhost", resolve));
const { port } = server.address();
process.env.AUTH0_BASE_URL = `http://localhost:${port}`;
const app = next({ dev: true, hostname: "localhost", port });
await app.prepare();
server.on("request", app.getRequestHandler());
console.log(`Local: ${process.env.AUTH0_BASE_URL}`);
