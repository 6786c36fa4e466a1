// What runs now belongs to a flow, and what it starts does too: its frame says which store each
// storage has there. This V8 tells nobody when a function goes on after `await`, so it is made to:
//
// - `await p` reads `p.constructor`, at once, and if that is not the engine's own `Promise`, calls
//   `p.then` in a job of its own. So the constructor is another one, which notes the flow when it is
//   read, and `then` finds what was noted by the job right before its own.
// - Jobs run in the order in which they were queued. So what `then` was given there is called
//   between two jobs of ours, and the function goes on after the first and before the second.
// - What is awaited but no promise is never seen. But whatever a flow queues while it runs stands
//   between a job queued before it began and one queued after it stopped; those two, when they run,
//   queue the next two, and so on for as many such `await`s in a row as are allowed for.
//
// Nothing of this is there before the first storage is.

const { apply, construct } = Reflect;
const { defineProperty, setPrototypeOf } = Object;
const Native = Promise;
const { prototype } = Native;
const nativeThen = prototype.then;
const settled = Native.resolve();

/** How many times in a row a flow may await what is no promise and still be followed. */
const UNSEEN_MAX = 16;

const EMPTY = new Map();

/** Never changed: a flow that changes a store gets another one. */
let frame = EMPTY;

/** The promise that the next job awaits, if it does, and for whom. */
let awaited;
let awaiting;

/** How many calls of the engine's are running that read a constructor and await nothing. */
let reading = 0;

export const current = () => frame;

export function enter(next) {
  frame = next;
}

/** Nothing of one call is left for the next. */
export function forget() {
  frame = EMPTY;
  awaited = undefined;
}

function natively(fn, self, args) {
  reading++;
  try {
    return apply(fn, self, args);
  } finally {
    reading--;
  }
}

function queue(job) {
  natively(nativeThen, settled, [job]);
}

/** A pair of jobs between which what is queued belongs to `frame`. */
const pair = (inner) => ({ __proto__: null, frame: inner, outer: undefined, next: undefined });

function open(opened, left) {
  opened.outer = frame;
  frame = opened.frame;
  if (left > 0) {
    opened.next = pair(frame);
    queue(() => open(opened.next, left - 1));
  }
}

function close(opened, left) {
  // As it is now, it is for what was queued last.
  const last = frame;
  frame = opened.outer;
  if (left > 0) {
    opened.next.frame = last;
    queue(() => close(opened.next, left - 1));
  }
}

/** Calls `fn` in the flow `inner`, then goes on as before, or with what `after` makes of how it ended. */
export function within(inner, fn, self, args, after) {
  const outer = frame;
  const queued = pair(inner);
  queue(() => open(queued, UNSEEN_MAX));
  frame = inner;
  try {
    return apply(fn, self, args);
  } finally {
    queued.frame = frame;
    queue(() => close(queued, UNSEEN_MAX));
    frame = after === undefined ? outer : after(frame);
  }
}

const bound = (fn, inner) =>
  typeof fn === "function" ? (value) => within(inner, fn, undefined, [value]) : fn;

const resuming = (fn, inner) =>
  typeof fn === "function"
    ? (value) => {
        const queued = pair(inner);
        queue(() => open(queued, UNSEEN_MAX));
        fn(value);
        queue(() => close(queued, UNSEEN_MAX));
      }
    : fn;

function Followed(executor) {
  if (new.target === undefined) {
    throw new TypeError("Promise constructor cannot be invoked without 'new'");
  }
  return construct(Native, [executor], new.target);
}

const hidden = (object, name, value) =>
  defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });

function note(promise) {
  const inner = frame;
  queue(() => {
    awaited = promise;
    awaiting = inner;
  });
}

const methods = {
  get constructor() {
    if (reading === 0) {
      note(this);
    }
    return Followed;
  },
  set constructor(value) {
    hidden(this, "constructor", value);
  },
  then(onFulfilled, onRejected) {
    const isAwaited = awaited !== undefined && awaited === this;
    const inner = isAwaited ? awaiting : frame;
    const wrap = isAwaited ? resuming : bound;
    awaited = undefined;
    return natively(nativeThen, this, [wrap(onFulfilled, inner), wrap(onRejected, inner)]);
  },
};

const { resolve } = Native;
const nativeFinally = prototype.finally;

setPrototypeOf(Followed, Native);
defineProperty(Followed, "name", { __proto__: null, value: "Promise" });
defineProperty(Followed, "prototype", { __proto__: null, value: prototype, writable: false });
hidden(Followed, "resolve", {
  resolve(value) {
    return natively(resolve, this, [value]);
  },
}.resolve);
defineProperty(prototype, "constructor", {
  ...Object.getOwnPropertyDescriptor(methods, "constructor"),
  enumerable: false,
});
hidden(prototype, "then", methods.then);
hidden(prototype, "finally", {
  finally(onFinally) {
    return natively(nativeFinally, this, [onFinally]);
  },
}.finally);
hidden(globalThis, "Promise", Followed);
