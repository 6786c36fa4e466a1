import { actionGeneric as action, queryGeneric as query } from "convex/server";
import { AsyncLocalStorage } from "node:async_hooks";

declare function setTimeout(callback: (...args: any[]) => void, millis: number): number;

const storages = [new AsyncLocalStorage<number>(), new AsyncLocalStorage<number>()];

/** What the storages must hold, by where the code stands. */
type Stores = readonly (number | undefined)[];
type Random = () => number;

function random(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A program of flows that overlap in every way there is, made from `seed`. */
async function play(seed: number, hasTimers: boolean) {
  const lost: string[] = [];
  const ends: Promise<unknown>[] = [];
  let probes = 0;
  let budget = 80;

  const pause = (next: Random) =>
    new Promise<void>((resolve) => {
      if (hasTimers) {
        setTimeout(resolve, next() * 4);
      } else {
        resolve();
      }
    });
  const shared = [random(seed + 1), random(seed + 2)].map(pause);

  function probe(where: string, stores: Stores) {
    probes++;
    storages.forEach((storage, i) => {
      if (storage.getStore() !== stores[i]) {
        lost.push(`${seed} ${where}: ${storage.getStore()} instead of ${stores[i]}`);
      }
    });
  }

  function run<T>(next: Random, stores: Stores, flow: (stores: Stores) => T): T {
    const which = Math.floor(next() * 2);
    const store = Math.floor(next() * 1000);
    const inner = stores.map((outer, i) => (i === which ? store : outer));
    return storages[which].run(store, () => flow(inner));
  }

  async function* numbers(next: Random, depth: number, stores: Stores) {
    for (let i = 0; i < 2; i++) {
      probe("generator", stores);
      await step(next, depth, stores);
      yield i;
    }
  }

  async function step(next: Random, depth: number, stores: Stores): Promise<number> {
    const kind = budget-- > 0 ? Math.floor(next() * 16) : 0;
    const deeper = () => flow(random(next() * 2 ** 31), depth - 1, stores);
    const inner = () => run(next, stores, (now) => flow(random(next() * 2 ** 31), depth - 1, now));
    const any = shared[Math.floor(next() * 2)];
    switch (depth > 0 ? kind : Math.min(kind, 9)) {
      case 0:
        await pause(next);
        break;
      case 1:
        await any;
        break;
      case 2:
        await 5;
        break;
      case 3:
        await Promise.resolve(7);
        break;
      case 4:
        await { then: (resolve: (value: number) => void) => resolve(3) };
        break;
      case 5:
        await any.then(() => {
          probe("then", stores);
          return step(next, depth, stores);
        });
        break;
      case 6:
        await Promise.resolve().finally(() => probe("finally", stores));
        break;
      case 7:
        await Promise.reject(new Error("x")).catch(() => probe("catch", stores));
        break;
      case 8:
        await new Promise<void>((resolve) => any.then(resolve));
        break;
      case 9:
        await Promise.race([any, pause(next)]);
        break;
      case 10:
        await inner();
        break;
      case 11:
        await Promise.all([deeper(), inner(), deeper()]);
        break;
      case 12:
        for await (const _ of numbers(next, depth - 1, stores)) {
          probe("for await", stores);
        }
        break;
      case 13:
        ends.push(inner());
        probe("after run", stores);
        break;
      case 14:
        await Promise.allSettled([deeper(), deeper()]);
        break;
      default:
        await (async () => {
          for (let i = 0; i < 3; i++) {
            await i;
            probe("not a promise", stores);
          }
          return await deeper();
        })();
    }
    probe(`after ${kind}`, stores);
    return kind;
  }

  async function flow(next: Random, depth: number, stores: Stores) {
    probe("start", stores);
    for (let steps = 1 + next() * 4; steps > 0; steps--) {
      await step(next, depth, stores);
    }
    probe("end", stores);
  }

  await flow(random(seed), 4, [undefined, undefined]);
  for (let i = 0; i < ends.length; i++) {
    await ends[i];
  }
  probe("last", [undefined, undefined]);
  return { lost, probes };
}

const playAll = (hasTimers: boolean) => async (_ctx: unknown, args: { first: number; count: number }) => {
  const all = { lost: [] as string[], probes: 0 };
  for (let seed = args.first; seed < args.first + args.count; seed++) {
    const { lost, probes } = await play(seed, hasTimers);
    all.lost.push(...lost);
    all.probes += probes;
  }
  return { lost: all.lost.slice(0, 10), many: all.probes > 20 * args.count };
};

export const inAction = action(playAll(true));
export const inQuery = query(playAll(false));

/** What Node's documentation says of what is seldom used. */
export const details = query(async () => {
  const [one, other] = storages;
  const bound = one.run(1, () => AsyncLocalStorage.bind(() => one.getStore()));
  const snapshot = one.run(2, () => AsyncLocalStorage.snapshot());
  const thrown = (() => {
    try {
      return one.run(3, () => {
        throw new Error("x");
      });
    } catch {
      return one.getStore();
    }
  })();
  const left = one.run(4, () => [one.exit(() => one.getStore()), one.getStore()]);
  const entered = await (async () => {
    await null;
    other.enterWith(5);
    await Promise.resolve();
    const now = other.getStore();
    other.disable();
    return [now, other.getStore()];
  })();
  class Later<T> extends Promise<T> {}
  const promise = Promise.resolve(1);
  return {
    bound: bound(),
    snapshot: snapshot(() => one.getStore()),
    thrown: thrown === undefined,
    left: left.map(String),
    entered: entered.map(String),
    after: [one.getStore(), other.getStore()].map(String),
    promises: [
      promise instanceof Promise,
      promise.constructor === Promise,
      Promise.resolve(promise) === promise,
      (async () => {})().constructor === Promise,
      new Later(() => {}).then(() => {}) instanceof Later,
      Promise.name,
      (await Promise.all([1, promise, Later.resolve(2)])).join(),
      await Promise.reject(new Error("told")).catch((e) => e.message),
    ].map(String),
  };
});
