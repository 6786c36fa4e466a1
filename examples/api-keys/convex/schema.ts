import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  /** Of a key's secret only its hash is stored: who reads this table cannot call anything. */
  apiKeys: defineTable({ name: v.string(), hash: v.bytes(), expires: v.optional(v.number()) }),
  dumps: defineTable({ data: v.any(), by: v.string() }),
});
