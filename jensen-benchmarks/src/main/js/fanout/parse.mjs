// A peer of the fan-out: Parse Server with LiveQuery in front of PostgreSQL, with its defaults.
// Usage: node parse.mjs <postgres url>; prints "ready <port>".
import net from "node:net";
import { ParseServer } from "parse-server";

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
  liveQuery: { classNames: ["Beat"] },
  startLiveQueryServer: true,
  // The benchmark makes its one class and row by plain requests.
  allowClientClassCreation: true,
  allowCustomObjectId: true,
  logsFolder: null,
  silent: true,
});
// The writer keeps one connection through rounds of others.
server.keepAliveTimeout = 0;
// Whoever stops it no longer reads its last words.
process.stdout.on("error", () => {});
console.log(`ready ${port}`);
