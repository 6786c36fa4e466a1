// A user whose token nobody issued.
import { client, isTold, print, until } from "./recording.mjs";

const encode = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");
const claims = { iss: "https://nobody.test", aud: "app", sub: "eve", iat: 1, exp: 4e9 };
const token = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;

client.subscribe("notes:list", {});
await new Promise((resolve) => client.setAuth(async () => token, (isAuthenticated) => isAuthenticated || resolve()));
await until(isTold('"queryId":0'));
print();
