import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  messages: defineTable({
    room: v.string(),
    score: v.number(),
    author: v.optional(v.object({ name: v.string() })),
  }).index("by_room", ["room", "score"]),
  counters: defineTable({ n: v.number() }),
  commits: defineTable({
    name: v.string(),
    at: v.optional(v.commitTs()),
    nested: v.optional(v.object({ times: v.array(v.int64()) })),
  }).index("by_at", ["at"]),
});
