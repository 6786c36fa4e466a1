import { v } from "convex/values";
import { action } from "./_generated/server";

/** Rolls a die. An action may ask the world outside, whose answer is never the same: here, chance. */
export const roll = action({
  args: { sides: v.number() },
  handler: async (_, { sides }) => 1 + Math.floor(Math.random() * sides),
});
