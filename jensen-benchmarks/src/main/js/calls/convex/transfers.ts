import { mutation, query } from "./_generated/server";
import { v } from "convex/values";

/** Takes from one account and gives to another; does nothing if there is not enough. */
export const transfer = mutation({
  args: { from: v.number(), to: v.number(), amount: v.number() },
  handler: async (ctx, { from, to, amount }) => {
    const account = (number: number) =>
      ctx.db
        .query("accounts")
        .withIndex("by_number", (q) => q.eq("number", number))
        .unique();
    const [payer, payee] = await Promise.all([account(from), account(to)]);
    if (from !== to && payer!.balance >= amount) {
      await ctx.db.patch(payer!._id, { balance: payer!.balance - amount });
      await ctx.db.patch(payee!._id, { balance: payee!.balance + amount });
    }
    return null;
  },
});

export const fill = mutation({
  args: { first: v.number(), count: v.number(), balance: v.number() },
  handler: async (ctx, { first, count, balance }) => {
    for (let number = first; number < first + count; number++) {
      await ctx.db.insert("accounts", { number, balance });
    }
  },
});

export const sum = query({
  args: { first: v.number(), count: v.number() },
  handler: async (ctx, { first, count }) => {
    const accounts = await ctx.db
      .query("accounts")
      .withIndex("by_number", (q) => q.gte("number", first).lt("number", first + count))
      .collect();
    return accounts.reduce((sum, account) => sum + account.balance, 0);
  },
});
