import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  // Holds how many messages a channel has, so that nobody has to read them all to know.
  channels: defineTable({ name: v.string(), messages: v.number() }).index("by_name", ["name"]),
  messages: defineTable({ channel: v.string(), author: v.string(), text: v.string() }).index(
    "by_channel",
    ["channel"],
  ),
});
