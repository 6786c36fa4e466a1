import { v } from "convex/values";
import { internalMutation, internalQuery } from "../_generated/server";

/** For the service whose token allows `internal:jobs/*`: nobody else can call this from outside. */
export const report = internalMutation({
  args: {},
  returns: v.int64(),
  handler: async (ctx) => {
    const service = await ctx.auth.getUserIdentity();
    const tasks = await ctx.db.query("tasks").collect();
    const open = BigInt(tasks.filter((task) => !task.done).length);
    await ctx.db.insert("reports", { open, by: service?.name ?? "an administrator" });
    return open;
  },
});

/** The newest report, null before the first night. */
export const latest = internalQuery({
  args: {},
  returns: v.union(v.null(), v.object({ open: v.int64(), by: v.string() })),
  handler: async (ctx) => {
    const report = await ctx.db.query("reports").order("desc").first();
    return report && { open: report.open, by: report.by };
  },
});
