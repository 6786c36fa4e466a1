// `AsyncLocalStorage` and `AsyncResource`. This V8 lets nobody follow a promise, so a store is current
// while `run` runs and, when it returns a promise, until that promise settles. Runs that overlap see
// the store of the one entered last.

export class AsyncLocalStorage {
  #entries = [];

  static bind(fn) {
    return (...args) => fn(...args);
  }

  static snapshot() {
    return (fn, ...args) => fn(...args);
  }

  run(store, fn, ...args) {
    const entry = { store };
    this.#entries.push(entry);
    const leave = () => {
      const at = this.#entries.indexOf(entry);
      if (at >= 0) {
        this.#entries.splice(at, 1);
      }
    };
    let result;
    try {
      result = fn(...args);
    } catch (thrown) {
      leave();
      throw thrown;
    }
    if (!(result instanceof Promise)) {
      leave();
      return result;
    }
    return result.finally(leave);
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    return this.#entries.at(-1)?.store;
  }

  enterWith(store) {
    this.#entries.push({ store });
  }

  disable() {
    this.#entries = [];
  }
}

export class AsyncResource {
  constructor(type) {
    this.type = type;
  }

  static bind(fn, _type, self) {
    return fn.bind(self);
  }

  bind(fn, self) {
    return fn.bind(self);
  }

  runInAsyncScope(fn, self, ...args) {
    return fn.apply(self, args);
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
