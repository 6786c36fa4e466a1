"use node";

import { createHash } from "node:crypto";
import { internalActionGeneric as internalAction } from "convex/server";
import { v } from "convex/values";

export const sha256 = internalAction({
  args: { text: v.string() },
  returns: v.string(),
  handler: async (_ctx, { text }) => createHash("sha256").update(text).digest("hex"),
});
