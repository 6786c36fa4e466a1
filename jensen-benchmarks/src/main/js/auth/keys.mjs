// Prints the two variables that Convex Auth needs, once per deployment:
//   node keys.mjs | npx convex env set
import { exportJWK, exportPKCS8, generateKeyPair } from "jose";

const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
const pem = (await exportPKCS8(privateKey)).trimEnd().replaceAll("\n", " ");
const jwks = JSON.stringify({ keys: [{ use: "sig", ...(await exportJWK(publicKey)) }] });
console.log(`JWT_PRIVATE_KEY="${pem}"\nJWKS='${jwks}'`);
