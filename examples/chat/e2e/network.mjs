import http from "node:http";
import net from "node:net";

/**
 * The network between one browser context and everything else: a proxy whose cable can be pulled,
 * which `context.setOffline` alone does not do to a WebSocket that is open.
 */
export class Network {
  #proxy = http.createServer();
  #tunnels = new Set();
  #connected = true;

  static async open() {
    const network = new Network();
    network.#proxy.on("connect", (request, browser) => network.#tunnel(request.url, browser));
    await new Promise((listening) => network.#proxy.listen(0, "127.0.0.1", listening));
    return network;
  }

  get url() {
    return `http://127.0.0.1:${this.#proxy.address().port}`;
  }

  /** What servers answer no longer arrives, though they still receive; until the next `connect`. */
  mute() {
    for (const { server, browser } of this.#tunnels) {
      server.unpipe(browser);
    }
  }

  /** Ends every connection and lets none begin. */
  disconnect() {
    this.#connected = false;
    for (const { server, browser } of this.#tunnels) {
      server.destroy();
      browser.destroy();
    }
  }

  connect() {
    this.#connected = true;
  }

  close() {
    this.disconnect();
    this.#proxy.close();
  }

  #tunnel(address, browser) {
    browser.on("error", () => {});
    if (!this.#connected) {
      browser.destroy();
      return;
    }
    const { hostname, port } = new URL(`http://${address}`);
    const server = net.connect(Number(port || 80), hostname);
    const tunnel = { server, browser };
    this.#tunnels.add(tunnel);
    server.on("connect", () => browser.write("HTTP/1.1 200 Connection Established\r\n\r\n"));
    server.on("error", () => {});
    server.on("close", () => {
      this.#tunnels.delete(tunnel);
      browser.destroy();
    });
    browser.on("close", () => server.destroy());
    server.pipe(browser);
    browser.pipe(server);
  }
}
