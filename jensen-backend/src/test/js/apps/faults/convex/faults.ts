import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";

declare const console: any, Convex: any;

export const fine = query(async () => "fine");

export const endlessLoop = query(async () => {
  for (;;);
});

export const endlessLoopThatCatches = query(async () => {
  for (;;) {
    try {
      for (;;);
    } catch {}
  }
});

export const endlessMicrotasks = query(async () => {
  for (;;) {
    await null;
  }
});

export const endlessSyscalls = query(async (ctx) => {
  for (;;) {
    await ctx.db.get("x" as any);
    for (let i = 0; i < 1e7; i++);
  }
});

export const slowSyscall = query(async (ctx) => await ctx.db.get("slow" as any));

export const slowRegex = query(async () => /^(a+)+$/.test("a".repeat(40) + "b"));

export const hugeArray = query(async () => new Array(1e9).fill(0).length);

export const hugeHeap = query(async () => {
  const kept = [];
  for (;;) {
    kept.push({ n: kept.length });
  }
});

export const hugeStrings = query(async () => {
  const kept: string[] = [];
  for (let i = 0; ; i++) {
    kept.push(`${i}`.repeat(100000) + i);
    kept[i].charCodeAt(5);
  }
});

export const hugeBuffers = query(async () => {
  const kept = [];
  for (;;) {
    kept.push(new Uint8Array(1e7).fill(1));
  }
});

export const hugeMap = query(async () => {
  const map = new Map();
  for (let i = 0; ; i++) {
    map.set(i, i);
  }
});

export const recursion = query(async () => {
  const deeper = (n: number): number => deeper(n + 1) + 1;
  return deeper(0);
});

export const manyLogs = query(async () => {
  const line = "x".repeat(100_000);
  for (let i = 0; i < 1000; i++) {
    console.log(line, i);
  }
  return "logged";
});

export const hugeResult = query(async () => "x".repeat(50_000_000));

export const hugeError = query(async () => {
  throw new Error("x".repeat(10_000_000));
});

export const manySyscalls = mutation(async (ctx) => {
  const inserts = [];
  for (let n = 0; n < 5000; n++) {
    inserts.push(ctx.db.insert("n", { n }));
  }
  return (await Promise.all(inserts)).length;
});

export const pollution = query(async () => {
  const steal = () => {
    throw new Error("polluted");
  };
  Array.prototype.push = steal;
  Array.prototype.map = steal;
  Object.defineProperty(Array.prototype, "0", { set: steal, configurable: true });
  Object.prototype.toString = steal;
  (Object.prototype as any).polluted = "yes";
  (Object.prototype as any).then = undefined;
  JSON.stringify = steal;
  JSON.parse = steal;
  Map.prototype.set = steal;
  Map.prototype.get = steal;
  String.prototype.slice = steal;
  String.prototype.indexOf = steal;
  String.prototype.charCodeAt = steal as any;
  Reflect.apply = steal;
  (globalThis as any).Promise = class {};
  (globalThis as any).Error = class {};
  (globalThis as any).Map = class {};
  (globalThis as any).console = null;
  Date.now = steal;
  (Function.prototype as any).call = steal;
  return null;
});

export const pollutedThen = mutation(async (ctx) => {
  const parse = JSON.parse;
  const calls: string[] = [];
  Promise.prototype.then = function () {
    calls[calls.length] = "then";
    return this as any;
  };
  JSON.parse = (text: string) => parse(text);
  await ctx.db.insert("a", {});
  return "inserted";
});

export const isPolluted = query(
  async () =>
    (Object.prototype as any).polluted === "yes" ||
    [].push === undefined ||
    String(JSON.stringify).includes("polluted"),
);

const raw = (isQuery: boolean, invoke: (args: string) => any) =>
  Object.assign(() => {}, {
    isQuery: true,
    isPublic: true,
    exportArgs: () => '{"type":"any"}',
    exportReturns: () => "null",
    invokeQuery: invoke,
  });

export const returnsObject = raw(true, async () => ({
  toString() {
    throw new Error("evil");
  },
}));

export const returnsProxy = raw(
  true,
  () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error("evil proxy");
        },
      },
    ),
);

export const returnsThenable = raw(true, () => ({
  then(resolve: any) {
    resolve('"thenable"');
  },
}));

export const loopsInGetter = query(async () => {
  throw {
    get message() {
      for (;;);
    },
  };
});

export const notAFunction = 5;
