// `AsyncLocalStorage` and `AsyncResource`, as Node has them.

import core from "core";
import { current, enter, forget, within } from "./following.js";

core.inFlow = (fn) => AsyncLocalStorage.bind(fn);
core.state.onCall = forget;

function having(frame, storage, store) {
  const next = new Map(frame);
  next.set(storage, store);
  return next;
}

function without(frame, storage) {
  const next = new Map(frame);
  next.delete(storage);
  return next;
}

export class AsyncLocalStorage {
  static bind(fn) {
    const frame = current();
    return function (...args) {
      return within(frame, fn, this, args);
    };
  }

  static snapshot() {
    const frame = current();
    return (fn, ...args) => within(frame, fn, undefined, args);
  }

  /** Afterwards this storage has the store that it had before; what others were given stays. */
  run(store, fn, ...args) {
    const before = current();
    return within(having(before, this, store), fn, undefined, args, (after) =>
      before.has(this) ? having(after, this, before.get(this)) : without(after, this),
    );
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    return current().get(this);
  }

  enterWith(store) {
    enter(having(current(), this, store));
  }

  disable() {
    enter(without(current(), this));
  }
}

export class AsyncResource {
  #frame = current();

  constructor(type) {
    this.type = type;
  }

  static bind(fn, type, self) {
    return new AsyncResource(type).bind(fn, self);
  }

  bind(fn, self) {
    const resource = this;
    return function (...args) {
      return resource.runInAsyncScope(fn, self ?? this, ...args);
    };
  }

  runInAsyncScope(fn, self, ...args) {
    return within(this.#frame, fn, self, args);
  }

  emitDestroy() {
    return this;
  }

  asyncId() {
    return 0;
  }

  triggerAsyncId() {
    return 0;
  }
}
