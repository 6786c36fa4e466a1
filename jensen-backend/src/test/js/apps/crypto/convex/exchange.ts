import { actionGeneric as action, queryGeneric as query } from "convex/server";
// @ts-ignore
import { consume, produce } from "../exchange.js";

declare const crypto: any;

export const makes = action(async (_ctx, { family }: any) => JSON.stringify(await produce(crypto.subtle, family)));

const takes = async (_ctx: any, { family, cases }: any) => consume(crypto.subtle, family, JSON.parse(cases));

export const takesInAction = action(takes);
export const takesInQuery = query(takes);
