import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  messages: defineTable({
    room: v.string(),
    score: v.number(),
    author: v.optional(v.object({ name: v.string() })),
  }).index("by_room", ["room", "score"]),
  counters: defineTable({ n: v.number() }),
});
