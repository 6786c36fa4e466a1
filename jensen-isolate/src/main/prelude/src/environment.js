// `process.env`: property reads and nothing else.

import {
  NativeError,
  NativeMap,
  NativeProxy,
  NativeTypeError,
  expose,
  freeze,
  mapGet,
  mapSet,
} from "./primordials.js";

const variables = new NativeMap();

/** When set, reading a variable that is not there ends the evaluation. */
export const reading = { __proto__: null, strict: false, missing: undefined };

export function define(name, value) {
  mapSet(variables, name, value);
}

const traps = {
  __proto__: null,
  get(_target, name) {
    if (typeof name !== "string") {
      return undefined;
    }
    const value = mapGet(variables, name);
    if (value === undefined && reading.strict) {
      reading.missing ??= name;
      throw new NativeError(`Environment variable ${name} is not set`);
    }
    return value;
  },
  has: () => false,
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
  set(_target, name) {
    throw new NativeTypeError(`Environment variables can't be changed here: ${String(name)}`);
  },
  defineProperty: () => false,
  deleteProperty: () => false,
};

export function installEnvironment() {
  expose("process", freeze({ env: new NativeProxy({ __proto__: null }, traps) }));
}
