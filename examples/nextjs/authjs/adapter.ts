import type { Adapter, AdapterSession, AdapterUser, VerificationToken } from "next-auth/adapters";
import { fetchMutation, fetchQuery } from "convex/nextjs";
import type { FunctionArgs, FunctionReference } from "convex/server";
import { api } from "./convex/_generated/api";
import type { Doc, Id } from "./convex/_generated/dataModel";

const functions = api.authAdapter;
const secret = () => process.env.CONVEX_AUTH_ADAPTER_SECRET!;

type Arguments<F extends FunctionReference<any>> = Omit<FunctionArgs<F>, "secret">;

function ask<F extends FunctionReference<"query">>(query: F, args: Arguments<F>) {
  return fetchQuery(query, { ...args, secret: secret() } as FunctionArgs<F>);
}

function tell<F extends FunctionReference<"mutation">>(mutation: F, args: Arguments<F>) {
  return fetchMutation(mutation, { ...args, secret: secret() } as FunctionArgs<F>);
}

/** Auth.js writes null, or undefined, for what there is not; the tables leave it out. */
function present<T extends object>(object: T) {
  const entries = Object.entries(object).filter(([, value]) => value != null);
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}

function storedUser({ name, email, emailVerified, image }: Partial<AdapterUser>) {
  return present({ name, email, emailVerified: emailVerified?.getTime(), image });
}

function userOf({ _id, _creationTime, emailVerified, ...user }: Doc<"users">): AdapterUser {
  return { ...user, id: _id, emailVerified: emailVerified === undefined ? null : new Date(emailVerified) };
}

function sessionOf({ userId, sessionToken, expires }: Doc<"sessions">): AdapterSession {
  return { userId, sessionToken, expires: new Date(expires) };
}

function tokenOf({ identifier, token, expires }: Doc<"verificationTokens">): VerificationToken {
  return { identifier, token, expires: new Date(expires) };
}

const orNull = <T, U>(value: T | null, of: (value: T) => U) => (value === null ? null : of(value));

/** Lets Auth.js keep users, accounts and sessions in the deployment. */
export const convexAdapter: Adapter = {
  async createUser(user) {
    const id = await tell(functions.createUser, { user: storedUser(user) as { email: string } });
    return { ...user, id };
  },
  async getUser(id) {
    return orNull(await ask(functions.getUser, { id: id as Id<"users"> }), userOf);
  },
  async getUserByEmail(email) {
    return orNull(await ask(functions.getUserByEmail, { email }), userOf);
  },
  async getUserByAccount({ provider, providerAccountId }) {
    return orNull(await ask(functions.getUserByAccount, { provider, providerAccountId }), userOf);
  },
  async updateUser({ id, ...changes }) {
    const args = { id: id as Id<"users">, changes: storedUser(changes) };
    return userOf((await tell(functions.updateUser, args))!);
  },
  async deleteUser(id) {
    await tell(functions.deleteUser, { id: id as Id<"users"> });
  },
  async linkAccount({ userId, type, provider, providerAccountId, ...tokens }) {
    const { refresh_token, access_token, expires_at, token_type, scope, id_token, session_state } = tokens;
    const account = {
      ...present({ refresh_token, access_token, expires_at, token_type, scope, id_token }),
      ...(typeof session_state === "string" ? { session_state } : {}),
      userId: userId as Id<"users">,
      type,
      provider,
      providerAccountId,
    };
    await tell(functions.linkAccount, { account });
  },
  async unlinkAccount({ provider, providerAccountId }) {
    await tell(functions.unlinkAccount, { provider, providerAccountId });
  },
  async createSession({ userId, sessionToken, expires }) {
    const session = { userId: userId as Id<"users">, sessionToken, expires: expires.getTime() };
    await tell(functions.createSession, { session });
    return { userId, sessionToken, expires };
  },
  async getSessionAndUser(sessionToken) {
    const found = await ask(functions.getSessionAndUser, { sessionToken });
    return orNull(found, ({ session, user }) => ({ session: sessionOf(session!), user: userOf(user) }));
  },
  async updateSession({ sessionToken, expires }) {
    if (expires === undefined) {
      return null;
    }
    const args = { sessionToken, expires: expires.getTime() };
    return orNull(await tell(functions.updateSession, args), sessionOf);
  },
  async deleteSession(sessionToken) {
    await tell(functions.deleteSession, { sessionToken });
  },
  async createVerificationToken({ identifier, token, expires }) {
    const stored = { identifier, token, expires: expires.getTime() };
    await tell(functions.createVerificationToken, { token: stored });
    return { identifier, token, expires };
  },
  async useVerificationToken({ identifier, token }) {
    return orNull(await tell(functions.useVerificationToken, { identifier, token }), tokenOf);
  },
};
