// An issuer of one's own, with nothing but Node: makes keys, and prints as JSON what `convex/auth.config.ts` says of
// it (`config`), a `token` of its user Carol, and one that somebody else `forged`.
import { generateKeyPairSync, sign } from "node:crypto";

const issuer = "https://issuer.example.test";
const generate = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const encode = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");

function token({ privateKey }) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: "carol", aud: "demo", iat: now, exp: now + 600, name: "Carol" };
  const text = `${encode({ alg: "RS256", kid: "one", typ: "JWT" })}.${encode({ ...claims, team: { id: 7 } })}`;
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

const keys = generate();
const jwk = { ...keys.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" };
const jwks = `data:application/json;base64,${Buffer.from(JSON.stringify({ keys: [jwk] })).toString("base64")}`;
const provider = { type: "customJwt", issuer, applicationID: "demo", algorithm: "RS256", jwks };
const config = `export default { providers: [${JSON.stringify(provider)}] };\n`;
console.log(JSON.stringify({ config, token: token(keys), forged: token(generate()) }));
