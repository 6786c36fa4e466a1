import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  dumps: defineTable({ data: v.any() }),
});
