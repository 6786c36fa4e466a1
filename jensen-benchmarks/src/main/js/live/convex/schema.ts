import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  beats: defineTable({ key: v.number(), value: v.string() }).index("by_key", ["key"]),
});
