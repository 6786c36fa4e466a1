// Makes the secrets that the web server and the deployment have between them, once:
//   node keys.mjs | npx convex env set
// The web server's part is written to .env.local, the deployment's part is printed.
import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";

const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
const pem = (await exportPKCS8(privateKey)).trimEnd().replaceAll("\n", " ");
const jwks = JSON.stringify({ keys: [{ use: "sig", ...(await exportJWK(publicKey)) }] });
const adapter = `CONVEX_AUTH_ADAPTER_SECRET=${randomBytes(32).toString("hex")}`;
const session = `AUTH_SECRET=${randomBytes(32).toString("hex")}`;
appendFileSync(".env.local", `${adapter}\n${session}\nCONVEX_AUTH_PRIVATE_KEY="${pem}"\n`);
console.log(`${adapter}\nJWKS='${jwks}'`);
