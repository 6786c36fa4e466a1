import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { ConvexError } from "convex/values";
import { AsyncLocalStorage } from "node:async_hooks";

declare const console: any, crypto: any, performance: any, Convex: any;
declare function structuredClone(value: any): any;
declare function setTimeout(...args: any[]): any;
declare function setInterval(...args: any[]): any;
declare function fetch(...args: any[]): any;

const importedAt = Date.now();
const importedLuck = Math.random();
const importedName = process.env.NAME;

const both = (handler: (ctx: any, args: any) => any) => [query(handler), mutation(handler)] as const;

const dates = (_ctx: any) => {
  const before = Date.now();
  for (let i = 0; i < 1e5; i++);
  return {
    now: before,
    same: before === Date.now() && new Date().getTime() === before,
    text: Date(),
    iso: new Date().toISOString(),
    parsed: Date.parse("2020-01-01T00:00:00Z"),
    utc: Date.UTC(2020, 0, 1),
    fields: new Date(2020, 0, 1, 12).toISOString(),
    isDate: new Date() instanceof Date && Object.getPrototypeOf(new Date()) === Date.prototype,
    subclass: new (class Later extends Date {})(5).getTime(),
    zone: new Date(0).getTimezoneOffset(),
    importedAt,
  };
};
export const [datesInQuery, datesInMutation] = both(dates);

export const timeless = query(async () => new Date(5).toISOString());

export const random = query(async () => ({
  numbers: [Math.random(), Math.random()],
  uuid: crypto.randomUUID(),
  bytes: Array.from(crypto.getRandomValues(new Uint8Array(4))),
  importedLuck,
}));

export const tooMuchEntropy = query(async () => {
  crypto.getRandomValues(new Uint8Array(65537));
});

export const environment = query(async () => ({
  name: process.env.NAME,
  importedName,
  gone: process.env.GONE === undefined,
  keys: Object.keys(process.env),
  has: "NAME" in process.env,
  process: Object.keys(process),
}));

export const spread = query(async () => ({ ...process.env }));

const refused: Record<string, () => any> = {
  fetch: () => fetch("https://example.org"),
  setTimeout: () => setTimeout(() => {}, 1),
  setInterval: () => setInterval(() => {}, 1),
  eval: () => (0, eval)("1"),
  function: () => new Function("return 1")(),
  wait: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  exit: () => (process as any).exit(1),
};
export const refusals = query(async () => {
  const texts: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(refused)) {
    try {
      texts[name] = `worked: ${await attempt()}`;
    } catch (e: any) {
      texts[name] = e.message;
    }
  }
  return texts;
});

export const storeBlob = query(async () => {
  try {
    return Convex.jsSyscall("storage/storeBlob", {});
  } catch (e: any) {
    return e.message;
  }
});

export const unknownJsSyscall = query(async () => {
  try {
    Convex.jsSyscall("nothing", {});
  } catch {}
  return "caught";
});

export const globals = query(async () =>
  [
    "self", "globalThis", "process", "console", "URL", "URLSearchParams", "crypto", "Crypto",
    "SubtleCrypto", "CryptoKey",
    "DOMException", "structuredClone", "setTimeout", "setInterval", "clearTimeout", "clearInterval",
    "AsyncLocalStorage", "AsyncResource", "atob", "btoa", "TextEncoder", "TextDecoder", "fetch",
    "performance", "BigInt", "WebAssembly", "WeakRef", "FinalizationRegistry",
  ].filter((name) => typeof (globalThis as any)[name] === "undefined"),
);

export const absent = query(async () =>
  ["require", "Buffer", "window", "document", "XMLHttpRequest", "WebSocket", "navigator", "global",
   "Temporal", "__jensen"].filter(
    (name) => name in globalThis,
  ),
);

export const web = query(async () => ({
  url: new URL("../b?x=1#h", "https://User@example.org:8080/a/c").href,
  unicodeHost: new URL("https://bücher.example/ä").href,
  params: new URLSearchParams([["a", "1 2"], ["b", "ü"]]).toString(),
  encoded: Array.from(new TextEncoder().encode("é€😀")),
  decoded: new TextDecoder().decode(new Uint8Array([0xc3, 0xa9, 0xff])),
  base64: btoa("hello"),
  text: atob("aGVsbG8="),
  cloned: structuredClone({ a: [1, new Date(5)], m: new Map([[1, { b: 2 }]]) }).m.get(1).b,
  cannotClone: (() => {
    try {
      return structuredClone(() => {});
    } catch (e: any) {
      return e.name;
    }
  })(),
  weak: new WeakRef({ a: 1 }).deref()!.a,
  performance: performance.now(),
}));

const store = new AsyncLocalStorage<string>();
export const asyncStorage = query(async (ctx) =>
  store.run("outer", async () => {
    const before = store.getStore();
    await ctx.db.get("x" as any);
    return [before, store.getStore()];
  }),
);

export const log = query(async () => {
  console.log("hello", 42, { x: { y: 1 }, z: [1, 2] }, [1, "a"], null, undefined);
  console.debug(10n, -0, Symbol("s"), NaN, /x/g);
  console.info(new Map([["k", 1]]), new Set([1]), [], {});
  console.warn(new Error("boom"), [1, , 3], function f() {});
  console.error(new Date(0), "it's\n");
  console.log();
});

export const logFlood = query(async () => {
  for (let i = 0; i < 1000; i++) {
    console.log(i);
  }
});

export const logLong = query(async () => {
  console.log("é".repeat(30000), "second");
});

export const timers = query(async () => {
  console.time("t");
  console.time("t");
  console.timeLog("t", "so far");
  console.timeEnd("t");
  console.timeEnd("t");
  console.trace("here");
});

export const throwsConvexError = query(async () => {
  throw new ConvexError({ code: "gone", n: 5n });
});

const AT = Date.UTC(2026, 6, 4, 21, 5, 9);

export const languages = query(async () => ({
  defaults: [
    new Intl.DateTimeFormat().resolvedOptions().timeZone,
    new Intl.DateTimeFormat().resolvedOptions().locale,
    new Date(AT).toLocaleString(),
  ],
  money: new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" }).format(1234567.891),
  tokyo: new Date(AT).toLocaleString("ja-JP", {
    timeZone: "Asia/Tokyo",
    dateStyle: "full",
    timeStyle: "long",
  }),
  sorted: ["z", "ä", "a"].sort(new Intl.Collator("sv").compare).join(""),
  compared: ["résumé", "resume", "Resume"].sort((a, b) => a.localeCompare(b)).join(" "),
  plural: [0, 1, 2, 3, 11].map((n) => new Intl.PluralRules("ar").select(n)).join(" "),
  since: new Intl.RelativeTimeFormat("fr").format(-3, "day"),
  list: new Intl.ListFormat("en").format(["a", "b", "c"]),
  words: [
    ...new Intl.Segmenter("th", { granularity: "word" }).segment("\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22"),
  ].length,
  country: new Intl.DisplayNames("es", { type: "region" }).of("DE"),
  upper: "i".toLocaleUpperCase("tr"),
  normal: "é".normalize("NFD").length,
  script: /^\p{Script=Greek}+$/u.test("αβγ"),
  emoji: /^\p{RGI_Emoji}$/v.test("👩‍👩‍👧"),
  only: "v8BreakIterator" in Intl,
}));

/** A date that nobody names is the frozen now. */
export const formatsNow = query(async () => {
  const format = new Intl.DateTimeFormat("en", { dateStyle: "full", timeStyle: "medium" });
  const parts = (date?: number) =>
    format
      .formatToParts(date)
      .map(({ value }) => value)
      .join("");
  return {
    now: format.format(),
    same: format.format(Date.now()),
    sameParts: parts() === parts(Date.now()),
    other: format.format(0),
    bound: format.format === format.format,
    named: [format.format.name, format.format.length],
  };
});

export const throwsText = query(async () => {
  throw "just text";
});

export const throwsGetter = query(async () => {
  throw {
    get name() {
      throw new Error("evil");
    },
  };
});

export const throwsLater = mutation(async (ctx) => {
  void ctx.db.insert("a", {}).then(() => {
    throw new Error("nobody waits for this");
  });
  await ctx.db.insert("b", {});
  return "fine";
});

export const handledLater = query(async () => {
  const failed = Promise.reject(new Error("handled in time"));
  await null;
  await failed.catch(() => {});
  return "fine";
});

export const leavesInserts = mutation(async (ctx) => {
  void ctx.db.insert("a", {}).then(() => ctx.db.insert("b", {}));
  return "done";
});

export const stopsAtRejection = mutation(async (ctx) => {
  void ctx.db.insert("a", {}).then(() => ctx.db.insert("b", {}));
  throw new Error("stop");
});

export const neverSettles = query(() => new Promise(() => {}));

export const concurrent = mutation(async (ctx) =>
  Promise.all([1, 2, 3].map((n) => ctx.db.insert("n", { n }))),
);

export const order = query(async (ctx) => {
  const done: number[] = [];
  await Promise.all([0, 1, 2, 3].map((n) => ctx.db.get(`${n}` as any).then(() => done.push(n))));
  return done;
});

export const failedSyscall = query(async (ctx) => {
  try {
    await ctx.db.get("bad" as any);
  } catch (e: any) {
    return [e.message, e.data ?? null];
  }
});

export const failedStream = query(async (ctx) => {
  const good = ctx.db.query("good").collect();
  let message;
  try {
    await ctx.db.query("bad").collect();
  } catch (e: any) {
    message = e.message;
  }
  return [message, (await good).length];
});

export const normalize = query(async (ctx) => [
  ctx.db.normalizeId("tasks", "one"),
  ctx.db.normalizeId("tasks", "two"),
]);

export const failedSync = query(async () => {
  try {
    Convex.syscall("1.0/unheard", "{}");
  } catch (e: any) {
    return e.message;
  }
});

export const endedSync = query(async () => {
  try {
    Convex.syscall("end it", "{}");
  } catch {}
  return "caught";
});

export const endedAsync = query(async () => {
  try {
    await Convex.asyncSyscall("end it", "{}");
  } catch {}
  return "caught";
});
