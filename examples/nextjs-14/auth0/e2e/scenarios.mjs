import assert from "node:assert/strict";
import { Visitor } from "../../e2e/visitor.mjs";

const app = process.env.APP_URL;
const issuer = process.env.ISSUER_URL;
const user = { issuer, subject: "grace", tokenIdentifier: `${issuer}|grace` };

/** Signs in as anybody does, by the SDK's own routes. */
async function signIn() {
  const visitor = new Visitor();
  const home = `${app}/signed-in`;
  await visitor.signsIn(`${app}/api/auth/login?returnTo=/signed-in`, { name: "grace", home });
  return visitor;
}

async function call(visitor, kind) {
  return await (await visitor.send(`${app}/api/caller?token=${kind}`)).json();
}

/** Both tokens of the session name the user: the one for the API shows its claims as they are. */
export async function signedIn() {
  const visitor = await signIn();
  const { value: byAccess } = await call(visitor, "accessToken");
  assert.deepEqual(byAccess, { ...byAccess, ...user, client_id: "app" });
  const { value: byId } = await call(visitor, "idToken");
  assert.deepEqual(byId, {
    ...user,
    email: "grace@company.test",
    emailVerified: true,
    name: "Grace",
    updatedAt: "2023-11-14T22:13:20+00:00",
  });
}

/** Without a session, or after its end, there is nobody. */
export async function signedOut() {
  assert.deepEqual(await call(new Visitor(), "accessToken"), { value: null });
  const visitor = await signIn();
  await visitor.send(`${app}/api/auth/logout`);
  assert.deepEqual(await call(visitor, "accessToken"), { value: null });
}
