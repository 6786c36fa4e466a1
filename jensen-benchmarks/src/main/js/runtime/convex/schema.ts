import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({ done: defineTable({ n: v.number() }).index("by_n", ["n"]) });
