import { queryGeneric as query } from "convex/server";

export const experimental_reuseContext = true;

export { getAndAdd } from "./tasks";

let counter = 0;

export const count = query(async () => ++counter);

export const clock = query(async () => [Date.now(), Math.random()]);
