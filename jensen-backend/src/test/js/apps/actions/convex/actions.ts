import { actionGeneric as action } from "convex/server";

declare const console: any, Convex: any;

const ask = async (operation: string) =>
  JSON.parse(await Convex.asyncSyscall(`1.0/${operation}`, "{}"));

/** The names of operations in the order in which their answers come. */
export const race = action(async (_ctx, { names }: any) => {
  const order: string[] = [];
  await Promise.all(names.map(async (name: string) => order.push(await ask(name))));
  return order;
});

export const one = action(async (_ctx, { name }: any) => await ask(name));

export const chain = action(async (_ctx, { count }: any) => {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += await ask(`${i}`);
  }
  return sum;
});

export const all = action(async (_ctx, { count }: any) => {
  const answers = await Promise.all(Array.from({ length: count }, (_, i) => ask(`${i}`)));
  return answers.length;
});

export const leaves = action(async () => {
  ask("actions/mutation");
  ask("storageDelete");
  console.log("returning");
  return "left";
});

export const waitsForNothing = action(async () => await new Promise(() => {}));

export const rejects = action(async () => {
  Promise.reject(new Error("nobody caught this"));
  await ask("one");
  return "not reached";
});

export const hugeHeap = action(async () => {
  const kept = [];
  for (;;) {
    kept.push({ n: kept.length });
  }
});

let calls = 0;
export const counts = action(async () => ++calls);

export const outside = action(async () => {
  try {
    return Convex.syscall("1.0/queryStream", "{}");
  } catch (e: any) {
    return e.message;
  }
});
