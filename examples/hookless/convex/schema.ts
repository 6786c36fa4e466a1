import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  dumps: defineTable({ data: v.any() }),
  users: defineTable({ name: v.string(), tokenIdentifier: v.string() }).index("by_token", [
    "tokenIdentifier",
  ]),
});
