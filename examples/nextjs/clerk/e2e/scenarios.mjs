import assert from "node:assert/strict";
import { told } from "../../e2e/told.mjs";

const issuer = process.env.ISSUER_URL;
const application = `${process.env.APP_URL}/api/caller`;

/** Calls the route handler with the session token of `user`, or without one. */
async function call(method, user) {
  const headers = {};
  if (user !== undefined) {
    const { jwt } = await (await fetch(`${issuer}/session/${user}`)).json();
    headers.authorization = `Bearer ${jwt}`;
  }
  return await (await fetch(application, { method, headers })).json();
}

/** Clerk's claims arrive as the identity, and what is new in every token does not. */
export async function signedIn() {
  const { value } = await call("GET", "user_ada");
  assert.deepEqual(value, {
    email: "user_ada@example.com",
    emailVerified: true,
    familyName: "Lovelace",
    givenName: "Ada",
    issuer,
    name: "Ada Lovelace",
    org_id: "org_1",
    pictureUrl: "https://img.example.com/ada.png",
    subject: "user_ada",
    tokenIdentifier: `${issuer}|user_ada`,
    updatedAt: "2023-11-14T22:13:20+00:00",
  });
  assert.deepEqual(await call("GET", "user_ada"), { value });
}

/** The pattern with a table of users that are found by their token identifier. */
export async function users() {
  const run = crypto.randomUUID().slice(0, 8);
  const [ben, cleo] = [`user_ben_${run}`, `user_cleo_${run}`];
  assert.match((await call("POST")).error, told(/Unauthenticated call to mutation/));
  assert.match((await call("POST", ben)).error, told(/User not found/));
  const { value } = await call("PUT", ben);
  assert.deepEqual(await call("PUT", ben), { value });
  assert.deepEqual(await call("POST", ben), { value: 1 });
  assert.deepEqual(await call("POST", ben), { value: 2 });
  assert.match((await call("POST", cleo)).error, told(/User not found/));
}

/** Whoever has no session is nobody, and a token that another key has signed is refused. */
export async function refused() {
  assert.deepEqual(await call("GET"), { value: null });
  assert.equal(JSON.parse((await call("GET", "user_mallory")).error).code, "Unauthenticated");
}
