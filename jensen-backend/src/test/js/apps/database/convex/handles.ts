import {
  actionGeneric as action,
  createFunctionHandle,
  makeFunctionReference,
  mutationGeneric as mutation,
} from "convex/server";

const ref = (name: string) => makeFunctionReference(`nested:${name}`) as any;

export const used = mutation({
  args: {},
  handler: async (ctx) => {
    const put = (await createFunctionHandle(ref("put"))) as any;
    const same = (await createFunctionHandle(put)) === put;
    const two = await ctx.runMutation(put, { n: 2 });
    const listed = await ctx.runQuery((await createFunctionHandle(ref("list"))) as any, {});
    const withoutComment = await ctx.runMutation(put.split("#")[0], { n: 3 });
    const withOtherComment = await ctx.runMutation(`${put.split("#")[0]}#nested:list` as any, { n: 6 });
    await ctx.scheduler.runAfter(1e6, put, { n: 4 });
    const dead = await ctx.runMutation("function://00" as any, {}).catch((e: any) => e.message);
    const missing = await createFunctionHandle(ref("missing")).catch((e: any) => e.message);
    const shape = /^function:\/\/[^#]+#nested:put$/.test(put);
    return { shape, same, two, listed, withoutComment, withOtherComment, dead, missing };
  },
});

export const fromAction = action({
  args: {},
  handler: async (ctx): Promise<any> =>
    await ctx.runMutation((await createFunctionHandle(ref("put"))) as any, { n: 5 }),
});
