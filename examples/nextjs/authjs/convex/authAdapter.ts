import { customMutation, customQuery } from "convex-helpers/server/customFunctions";
import { partial } from "convex-helpers/validators";
import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import { mutation, type MutationCtx, query, type QueryCtx } from "./_generated/server";
import * as tables from "./schema";

/** These functions are public, and for the one web server that knows the secret. */
const guard = {
  args: { secret: v.string() },
  input: async (_: unknown, { secret }: { secret: string }) => {
    const expected = process.env.CONVEX_AUTH_ADAPTER_SECRET;
    if (!expected || !equal(secret, expected)) {
      throw new Error("Not the secret of the adapter");
    }
    return { ctx: {}, args: {} };
  },
};
const adapterQuery = customQuery(query, guard);
const adapterMutation = customMutation(mutation, guard);

/** Takes as long for a wrong guess as for a good one of the same length. */
function equal(a: string, b: string) {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) {
    difference |= a.charCodeAt(i) ^ b.charCodeAt(i % b.length);
  }
  return difference === 0;
}

const accountOf = (ctx: QueryCtx, provider: string, providerAccountId: string) =>
  ctx.db
    .query("accounts")
    .withIndex("by_provider", (q) =>
      q.eq("provider", provider).eq("providerAccountId", providerAccountId),
    )
    .unique();

const sessionOf = (ctx: QueryCtx, sessionToken: string) =>
  ctx.db
    .query("sessions")
    .withIndex("by_token", (q) => q.eq("sessionToken", sessionToken))
    .unique();

export const createUser = adapterMutation({
  args: { user: v.object(tables.user) },
  handler: (ctx, { user }) => ctx.db.insert("users", user),
});

export const getUser = adapterQuery({
  args: { id: v.id("users") },
  handler: (ctx, { id }) => ctx.db.get(id),
});

export const getUserByEmail = adapterQuery({
  args: { email: v.string() },
  handler: (ctx, { email }) =>
    ctx.db
      .query("users")
      .withIndex("by_email", (q) => q.eq("email", email))
      .unique(),
});

export const getUserByAccount = adapterQuery({
  args: { provider: v.string(), providerAccountId: v.string() },
  handler: async (ctx, { provider, providerAccountId }) => {
    const account = await accountOf(ctx, provider, providerAccountId);
    return account && (await ctx.db.get(account.userId));
  },
});

export const updateUser = adapterMutation({
  args: { id: v.id("users"), changes: v.object(partial(tables.user)) },
  handler: async (ctx, { id, changes }) => {
    await ctx.db.patch(id, changes);
    return await ctx.db.get(id);
  },
});

export const deleteUser = adapterMutation({
  args: { id: v.id("users") },
  handler: async (ctx, { id }) => {
    await deleteOf(ctx, id, "accounts");
    await deleteOf(ctx, id, "sessions");
    await ctx.db.delete(id);
  },
});

async function deleteOf(ctx: MutationCtx, user: Id<"users">, table: "accounts" | "sessions") {
  const rows = ctx.db.query(table).withIndex("by_user", (q) => q.eq("userId", user));
  for (const { _id } of await rows.collect()) {
    await ctx.db.delete(_id);
  }
}

export const linkAccount = adapterMutation({
  args: { account: v.object(tables.account) },
  handler: (ctx, { account }) => ctx.db.insert("accounts", account),
});

export const unlinkAccount = adapterMutation({
  args: { provider: v.string(), providerAccountId: v.string() },
  handler: async (ctx, { provider, providerAccountId }) => {
    const account = await accountOf(ctx, provider, providerAccountId);
    if (account !== null) {
      await ctx.db.delete(account._id);
    }
  },
});

export const createSession = adapterMutation({
  args: { session: v.object(tables.session) },
  handler: (ctx, { session }) => ctx.db.insert("sessions", session),
});

export const getSessionAndUser = adapterQuery({
  args: { sessionToken: v.string() },
  handler: async (ctx, { sessionToken }) => {
    const session = await sessionOf(ctx, sessionToken);
    const user = session && (await ctx.db.get(session.userId));
    return user ? { session, user } : null;
  },
});

export const updateSession = adapterMutation({
  args: { sessionToken: v.string(), expires: v.number() },
  handler: async (ctx, { sessionToken, expires }) => {
    const session = await sessionOf(ctx, sessionToken);
    if (session === null) {
      return null;
    }
    await ctx.db.patch(session._id, { expires });
    return await ctx.db.get(session._id);
  },
});

export const deleteSession = adapterMutation({
  args: { sessionToken: v.string() },
  handler: async (ctx, { sessionToken }) => {
    const session = await sessionOf(ctx, sessionToken);
    if (session !== null) {
      await ctx.db.delete(session._id);
    }
  },
});

export const createVerificationToken = adapterMutation({
  args: { token: v.object(tables.verificationToken) },
  handler: (ctx, { token }) => ctx.db.insert("verificationTokens", token),
});

/** Returns the token and deletes it: nobody uses it twice. */
export const useVerificationToken = adapterMutation({
  args: { identifier: v.string(), token: v.string() },
  handler: async (ctx, { identifier, token }) => {
    const found = await ctx.db
      .query("verificationTokens")
      .withIndex("by_token", (q) => q.eq("identifier", identifier).eq("token", token))
      .unique();
    if (found !== null) {
      await ctx.db.delete(found._id);
    }
    return found;
  },
});
