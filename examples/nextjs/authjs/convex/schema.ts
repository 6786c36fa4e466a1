import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

/** What Auth.js keeps, with times as milliseconds. */
export const user = {
  name: v.optional(v.string()),
  email: v.string(),
  emailVerified: v.optional(v.number()),
  image: v.optional(v.string()),
};
export const account = {
  userId: v.id("users"),
  type: v.union(v.literal("oauth"), v.literal("oidc"), v.literal("email"), v.literal("webauthn")),
  provider: v.string(),
  providerAccountId: v.string(),
  refresh_token: v.optional(v.string()),
  access_token: v.optional(v.string()),
  expires_at: v.optional(v.number()),
  token_type: v.optional(v.string()),
  scope: v.optional(v.string()),
  id_token: v.optional(v.string()),
  session_state: v.optional(v.string()),
};
export const session = { userId: v.id("users"), sessionToken: v.string(), expires: v.number() };
export const verificationToken = { identifier: v.string(), token: v.string(), expires: v.number() };

export default defineSchema({
  users: defineTable(user).index("by_email", ["email"]),
  accounts: defineTable(account)
    .index("by_provider", ["provider", "providerAccountId"])
    .index("by_user", ["userId"]),
  sessions: defineTable(session).index("by_token", ["sessionToken"]).index("by_user", ["userId"]),
  verificationTokens: defineTable(verificationToken).index("by_token", ["identifier", "token"]),
});
