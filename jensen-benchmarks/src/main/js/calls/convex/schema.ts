import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  counters: defineTable({ key: v.number(), value: v.number() }).index("by_key", ["key"]),
  accounts: defineTable({ number: v.number(), balance: v.number() }).index("by_number", ["number"]),
  events: defineTable({ key: v.number(), value: v.number() }),
});
