import { createServer, request } from "node:http";

/**
 * A proxy as it stands before a server that the world knows by the name of `site`: the part of it that has
 * no TLS any more. Requests go to `target`, and say which name they were for.
 */
export async function startProxy(site, target) {
  const { host, protocol } = new URL(site);
  const server = createServer((incoming, answer) => {
    const headers = {
      ...incoming.headers,
      host,
      "x-forwarded-proto": protocol.slice(0, -1),
    };
    const { method, url } = incoming;
    const passed = request(target + url, { method, headers, agent: false }, (response) => {
      answer.writeHead(response.statusCode, response.rawHeaders);
      response.pipe(answer);
    });
    passed.on("error", (error) => answer.destroy(error));
    incoming.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    /** Where an address of the site is reached; others are what they are. */
    reach(url) {
      const { origin, pathname, search } = new URL(url);
      const here = `http://127.0.0.1:${server.address().port}`;
      return origin === site ? here + pathname + search : url;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
