// Timers of an action. The host sleeps once at a time, until the first timer is due, and every timer
// gets a wake-up of its own, so that the promises of one callback settle before the next one runs.

import core from "core";

const MILLIS_MAX = 2 ** 31 - 1;

/** In the order in which they will run. */
const waiting = [];
let sleep;
let lastId = 0;

function start(callback, delay, args, repeats) {
  if (typeof callback !== "function") {
    throw new TypeError("A timer calls a function, nothing else");
  }
  const millis = Math.min(Math.max(Math.trunc(+delay) || 0, 0), MILLIS_MAX);
  const called = core.inFlow === undefined ? callback : core.inFlow(callback);
  const timer = { id: ++lastId, at: core.dateNow() + millis, millis, callback: called, args, repeats };
  insert(timer);
  arm();
  return timer.id;
}

function insert(timer) {
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (waiting[middle].at <= timer.at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  waiting.splice(low, 0, timer);
}

function arm() {
  const first = waiting[0];
  if (sleep !== undefined && first !== undefined && sleep.at <= first.at) {
    return;
  }
  if (sleep !== undefined) {
    core.tell("jensen/cancel", { id: sleep.id });
    sleep = undefined;
  }
  if (first !== undefined) {
    const sleeping = { id: core.newHandle(), at: first.at };
    sleep = sleeping;
    const millis = Math.max(first.at - core.dateNow(), 0);
    core
      .hostCall("jensen/sleep", JSON.stringify({ id: sleeping.id, millis }))
      .then(() => wake(sleeping));
  }
}

function wake(woken) {
  if (sleep !== woken) {
    return;
  }
  sleep = undefined;
  const now = core.dateNow();
  const due = waiting.length > 0 && waiting[0].at <= now ? waiting.shift() : undefined;
  if (due?.repeats) {
    due.at = Math.max(due.at + due.millis, now);
    insert(due);
  }
  arm();
  if (due !== undefined) {
    const { callback, args } = due;
    callback(...args);
  }
}

export const setTimeout = (callback, delay, ...args) => start(callback, delay, args, false);

export const setInterval = (callback, delay, ...args) => start(callback, delay, args, true);

export function clear(id) {
  const at = waiting.findIndex((timer) => timer.id === +id);
  if (at >= 0) {
    waiting.splice(at, 1);
    if (waiting.length === 0) {
      arm();
    }
  }
}
