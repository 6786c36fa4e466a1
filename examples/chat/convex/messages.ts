import { paginationOptsValidator } from "convex/server";
import { ConvexError, v } from "convex/values";
import { type MutationCtx, mutation, query } from "./_generated/server";
import { channelNamed } from "./channels";
import { NAME_MAX, TEXT_MAX } from "./limits";

/** The messages of a channel, newest first, one page at a time. */
export const list = query({
  args: { channel: v.string(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { channel, paginationOpts }) =>
    ctx.db
      .query("messages")
      .withIndex("by_channel", (q) => q.eq("channel", channel))
      .order("desc")
      .paginate(paginationOpts),
});

/** How many messages a channel has. */
export const count = query({
  args: { channel: v.string() },
  handler: async (ctx, { channel }) => (await channelNamed(ctx, channel))?.messages ?? 0,
});

/** Adds a message and counts it, both or neither. */
export const send = mutation({
  args: { channel: v.string(), author: v.string(), text: v.string() },
  handler: async (ctx, message) => {
    check("name", message.author, NAME_MAX);
    check("channel's name", message.channel, NAME_MAX);
    check("message", message.text, TEXT_MAX);
    await ctx.db.insert("messages", message);
    await countOne(ctx, message.channel);
  },
});

/** A ConvexError reaches the page as it is; the text of any other error stays on the server. */
function check(what: string, text: string, lengthMax: number) {
  if (text.trim() === "") {
    throw new ConvexError({ code: "Blank", message: `A ${what} cannot be blank.` });
  }
  if (text.length > lengthMax) {
    const message = `A ${what} has at most ${lengthMax} characters, and this one has ${text.length}.`;
    throw new ConvexError({ code: "TooLong", message });
  }
}

async function countOne(ctx: MutationCtx, name: string) {
  const channel = await channelNamed(ctx, name);
  if (channel === null) {
    await ctx.db.insert("channels", { name, messages: 1 });
  } else {
    await ctx.db.patch(channel._id, { messages: channel.messages + 1 });
  }
}
