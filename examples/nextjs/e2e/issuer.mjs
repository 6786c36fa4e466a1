// A real OpenID provider on this machine, in place of one in the cloud:
//   node issuer.mjs
// It prints its address. Whoever asks to sign in gets two forms, for which any name will do, and is
// sent back to any address on this machine, or of a name that nobody has.
import { generateKeyPair, exportJWK } from "jose";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}${process.env.ISSUER_PATH ?? ""}`;
const audience = process.env.ISSUER_AUDIENCE;
const key = { ...(await exportJWK(await newKey())), kid: "one", use: "sig", alg: "RS256" };

async function newKey() {
  return (await generateKeyPair("RS256", { extractable: true })).privateKey;
}

const provider = new Provider(address, {
  clients: [
    {
      client_id: "app",
      client_secret: "secret of the app",
      redirect_uris: ["http://localhost/callback"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: ["signs the provider's own cookies"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "updated_at"] },
  conformIdTokenClaims: false,
  pkce: { required: () => false },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: `${id[0].toUpperCase()}${id.slice(1)}`,
      email: `${id}@company.test`,
      email_verified: true,
      updated_at: 1700000000,
    }),
  }),
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: audience !== undefined,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "openid email profile",
        audience,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  routes: { jwks: "/.well-known/jwks.json" },
  formats: {
    customizers: {
      // As Auth0 does: an ordinary header, and the address of the user's claims as a second audience.
      jwt: (_, token, parts) => {
        parts.header = { ...parts.header, typ: "JWT" };
        parts.payload.aud = [audience, `${address}userinfo`];
        return parts;
      },
    },
  },
});
provider.Client.prototype.redirectUriAllowed = (uri) =>
  /^(localhost|127\.0\.0\.1|.+\.test)$/.test(new URL(uri).hostname);
server.on("request", provider.callback());
console.log(`Issuer: ${address}`);
