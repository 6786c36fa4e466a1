import { ConvexError, v } from "convex/values";
import { internalMutation, internalQuery, type QueryCtx } from "./_generated/server";

/**
 * Makes a key and returns it, this once. Several may be valid at a time, so that a new one can be
 * brought to its user before the old one is revoked.
 */
export const create = internalMutation({
  args: { name: v.string(), expires: v.optional(v.number()) },
  handler: async (ctx, { name, expires }) => {
    const secret = hex(crypto.getRandomValues(new Uint8Array(32)));
    const id = await ctx.db.insert("apiKeys", { name, expires, hash: await hashed(secret) });
    return `${id}.${secret}`;
  },
});

/** The keys that there are, without anything to call with. */
export const list = internalQuery({
  args: {},
  handler: async (ctx) => {
    const keys = await ctx.db.query("apiKeys").collect();
    return keys.map(({ _id, name, expires }) => ({ id: _id, name, expires }));
  },
});

/** Ends a key at once. */
export const revoke = internalMutation({
  args: { id: v.id("apiKeys") },
  handler: async (ctx, { id }) => await ctx.db.delete(id),
});

/**
 * The name of a key that is valid. Every other key is refused with the same answer, in a time that
 * does not depend on how much of its secret is right.
 */
export async function nameOf(ctx: QueryCtx, apiKey: string) {
  const dot = apiKey.indexOf(".");
  const id = ctx.db.normalizeId("apiKeys", apiKey.slice(0, Math.max(dot, 0)));
  const key = id && (await ctx.db.get(id));
  const hash = await hashed(apiKey.slice(dot + 1));
  if (!key || !equal(key.hash, hash) || (key.expires ?? Infinity) <= Date.now()) {
    throw new ConvexError({ code: "BadApiKey" });
  }
  return key.name;
}

async function hashed(secret: string) {
  return await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
}

/** Looks at every byte, whether or not an earlier one differs. */
function equal(a: ArrayBuffer, b: ArrayBuffer) {
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)];
  let difference = left.length ^ right.length;
  left.forEach((byte, i) => {
    difference |= byte ^ right[i];
  });
  return difference === 0;
}

function hex(bytes: Uint8Array) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
