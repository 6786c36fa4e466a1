// Stands for Clerk's servers: its Backend API as far as `getToken` needs it, and the issuer's documents.
// `/session/NAME` is not Clerk's: it answers the session token that a browser would have.
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createServer } from "node:http";

const { privateKey, publicKey } = await generateKeyPair("RS256");
const { privateKey: forged } = await generateKeyPair("RS256");
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "ins_1", use: "sig", alg: "RS256" }] };
let minted = 0;

const sign = (claims, key = privateKey) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: "ins_1", typ: "JWT" })
    .setIssuedAt()
    .setNotBefore("10 seconds ago")
    .setExpirationTime("60 seconds")
    .sign(key);

function session(user) {
  const sid = `sess_${user}`;
  return sign({ azp: "http://localhost", fva: [0, -1], iss: issuer, sid, sts: "active", sub: user, v: 2 });
}

/** What the template "convex" makes of a user: some claims are null, and some are never twice the same. */
function template(user) {
  minted++;
  const claims = {
    aud: "convex",
    azp: "http://localhost",
    email: `${user}@example.com`,
    email_verified: true,
    family_name: "Lovelace",
    fva: [minted, -1],
    given_name: "Ada",
    iss: issuer,
    jti: `token-${minted}`,
    name: "Ada Lovelace",
    nickname: null,
    org_id: "org_1",
    phone_number: null,
    picture: "https://img.example.com/ada.png",
    sub: user,
    updated_at: minted % 2 === 0 ? 1700000000 : "2023-11-14T22:13:20.000Z",
  };
  return sign(claims, user.includes("mallory") ? forged : privateKey);
}

const routes = [
  [/^GET \/v1\/jwks$/, () => jwks],
  [/^GET \/\.well-known\/jwks\.json$/, () => jwks],
  [
    /^GET \/\.well-known\/openid-configuration$/,
    () => ({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` }),
  ],
  [/^GET \/session\/(\w+)$/, async (user) => ({ jwt: await session(user) })],
  [
    /^POST \/v1\/sessions\/sess_(\w+)\/tokens\/convex$/,
    async (user) => ({ object: "token", jwt: await template(user) }),
  ],
];

const server = createServer(async (request, response) => {
  const line = `${request.method} ${request.url.split("?")[0]}`;
  const route = routes.find(([pattern]) => pattern.test(line));
  response.writeHead(route ? 200 : 404, { "content-type": "application/json" });
  response.end(route ? JSON.stringify(await route[1](...route[0].exec(line).slice(1))) : "{}");
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(`Issuer: ${issuer}`);
