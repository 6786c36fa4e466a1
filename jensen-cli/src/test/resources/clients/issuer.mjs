// An issuer of tokens on this machine: what it publishes can be changed, and who asks is counted.
import { generateKeyPairSync } from "node:crypto";
import http from "node:http";
import { SignJWT } from "jose";

/** A fresh key pair: `privateKey`, and `jwk`, what is published of it. */
export function keyPair(id, type = "rsa", options = { modulusLength: 2048 }) {
  const { publicKey, privateKey } = generateKeyPairSync(type, options);
  return { privateKey, publicKey, jwk: { ...publicKey.export({ format: "jwk" }), kid: id } };
}

export class Issuer {
  #answers = new Map();
  #counts = new Map();
  #port = 0;
  #server = http.createServer((request, response) => this.#answer(request, response));

  /** Listens at any free port. */
  static async open() {
    const issuer = new Issuer();
    await issuer.listen();
    issuer.url = `http://127.0.0.1:${issuer.#port}`;
    return issuer;
  }

  /** Listens again where it did. */
  async listen() {
    await new Promise((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = this.#server.address().port;
  }

  #answer(request, response) {
    this.#counts.set(request.url, this.requests(request.url) + 1);
    const { status, headers, body } = this.#answers.get(request.url) ?? { status: 404, body: "" };
    response.writeHead(status, headers);
    response.end(body);
  }

  /** Publishes a text, as JSON unless told otherwise. */
  publish(path, body, { status = 200, headers = { "content-type": "application/json" } } = {}) {
    this.#answers.set(path, { status, headers, body });
  }

  /** Publishes these keys at `path/keys`, and the least that OIDC needs. */
  publishKeys(path, ...keys) {
    const issuer = `${this.url}${path}`;
    const document = { issuer, jwks_uri: `${issuer}/keys` };
    this.publish(`${path}/.well-known/openid-configuration`, JSON.stringify(document));
    this.publish(`${path}/keys`, JSON.stringify({ keys }));
  }

  /** How often `path` was asked for. */
  requests(path) {
    return this.#counts.get(path) ?? 0;
  }

  /** From now on connections are refused. */
  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export const now = () => Math.floor(Date.now() / 1000);

/** The claims of a good token; those that are undefined are left out. */
export const claimsOf = (iss, more = {}) => ({
  iss,
  sub: "alice",
  aud: "app",
  iat: now(),
  exp: now() + 600,
  ...more,
});

/** A token signed by `jose`. */
export async function sign(claims, header, key) {
  return await new SignJWT(claims).setProtectedHeader(header).sign(key);
}

/** Sets variables of the deployment. */
export async function setVariables(variables) {
  const { CONVEX_SELF_HOSTED_URL: url, CONVEX_SELF_HOSTED_ADMIN_KEY: key } = process.env;
  const changes = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const response = await fetch(`${url}/api/v1/update_environment_variables`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Convex ${key}` },
    body: JSON.stringify({ changes }),
  });
  if (!response.ok) throw new Error(await response.text());
}
