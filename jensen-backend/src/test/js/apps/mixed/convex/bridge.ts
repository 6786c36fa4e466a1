import {
  anyApi,
  internalMutationGeneric as internalMutation,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { v } from "convex/values";

export const add = mutation({
  args: { author: v.string(), body: v.string() },
  handler: async (ctx, args) => {
    const id = await ctx.runMutation(anyApi.chat.send, { channel: "bridge", ...args });
    await ctx.db.insert("bridged", { message: id });
    return id;
  },
});

export const addAndCatch = mutation({
  args: {},
  handler: async (ctx) => {
    try {
      await ctx.runMutation(anyApi.chat.sendAndFail, { body: "undone" });
    } catch (error: any) {
      return { data: error.data, message: error.message };
    }
  },
});

export const bodies = query({
  args: { channel: v.string() },
  handler: async (ctx, args) => {
    const messages = await ctx.runQuery(anyApi.chat.list, args);
    return messages.map((message: any) => message.body);
  },
});

export const remember = internalMutation({
  args: { text: v.string() },
  handler: async (ctx, args) => {
    await ctx.db.insert("remembered", args);
    return `remembered ${args.text}`;
  },
});

export const remembered = query({
  args: {},
  handler: async (ctx) => (await ctx.db.query("remembered").collect()).map((each) => each.text),
});
