import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  tasks: defineTable({ text: v.string(), by: v.string(), done: v.boolean() }).index("by_user", ["by"]),
  reports: defineTable({ open: v.int64(), by: v.string() }),
});
