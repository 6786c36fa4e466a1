// Web APIs beside console, clock and randomness. What is in lazy/ is evaluated when it is first used:
// every function and table of the prelude has to be restored for every call.

import {
  NativeError,
  NativeTypeError,
  charCodeAt,
  dateNow,
  defineProperty,
  expose,
  exposeLazily,
  jsonStringify,
  keys,
  promiseThen,
  resolved,
  toText,
} from "./primordials.js";
import core from "./core.cjs";
import { hostCall } from "./convex.js";
import { requireAction, state } from "./state.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const CODES = {
  __proto__: null,
  InvalidCharacterError: 5,
  NotSupportedError: 9,
  InvalidStateError: 11,
  SyntaxError: 12,
  NetworkError: 19,
  AbortError: 20,
  TimeoutError: 23,
  DataCloneError: 25,
};

class DOMException extends NativeError {
  #name;

  constructor(message = "", name = "Error") {
    super(message);
    this.#name = toText(name);
  }

  get name() {
    return this.#name;
  }

  get code() {
    return CODES[this.#name] ?? 0;
  }
}

function btoa(value) {
  const text = toText(value);
  let out = "";
  for (let i = 0; i < text.length; i += 3) {
    const codes = [charCodeAt(text, i), charCodeAt(text, i + 1), charCodeAt(text, i + 2)];
    if (codes[0] > 255 || codes[1] > 255 || codes[2] > 255) {
      throw new DOMException(
        "The string to be encoded contains characters outside of the Latin1 range.",
        "InvalidCharacterError",
      );
    }
    const bits = (codes[0] << 16) | ((codes[1] || 0) << 8) | (codes[2] || 0);
    out += ALPHABET[bits >> 18] + ALPHABET[(bits >> 12) & 63];
    out += i + 1 < text.length ? ALPHABET[(bits >> 6) & 63] : "=";
    out += i + 2 < text.length ? ALPHABET[bits & 63] : "=";
  }
  return out;
}

function atob(value) {
  let text = toText(value).replace(/[\t\n\f\r ]/g, "");
  if (text.length % 4 === 0) {
    text = text.replace(/==?$/, "");
  }
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) {
    throw new DOMException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
  }
  let out = "";
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    bits = (bits << 6) | ALPHABET.indexOf(text[i]);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 255);
    }
  }
  return out;
}

function structuredClone(value, options) {
  if (options?.transfer?.length > 0) {
    throw new NativeError("structuredClone with transfer not supported");
  }
  const { deserialize, serialize } = require("lazy:clone");
  try {
    return deserialize(serialize(value));
  } catch (refused) {
    throw new DOMException(refused.message, "DataCloneError");
  }
}

const effects = {
  fetch(input, init) {
    requireAction("fetch()");
    return require("lazy:fetch").fetch(input, init);
  },
  setTimeout(callback, delay, ...args) {
    requireAction("setTimeout");
    return require("lazy:timers").setTimeout(callback, delay, ...args);
  },
  setInterval(callback, delay, ...args) {
    requireAction("setInterval");
    return require("lazy:timers").setInterval(callback, delay, ...args);
  },
  clearTimeout: (id) => clearTimer(id),
  clearInterval: (id) => clearTimer(id),
  queueMicrotask(callback) {
    if (typeof callback !== "function") {
      throw new NativeTypeError("queueMicrotask takes a function");
    }
    void promiseThen(resolved, () => callback());
  },
};

function clearTimer(id) {
  if (state.phase === "action" && id !== undefined) {
    require("lazy:timers").clear(id);
  }
}

let lastHandle = 0;

/** Fills in what the modules under lazy/ need. */
function shareCore() {
  core.state = state;
  core.requireAction = requireAction;
  core.dateNow = dateNow;
  core.hostCall = hostCall;
  core.tell = (operation, value) => {
    hostCall(operation, jsonStringify(value)).catch(() => {});
  };
  core.newHandle = () => ++lastHandle;
  core.setTimeout = effects.setTimeout;
  core.DOMException = DOMException;
  core.tag = (classes) => {
    for (const name of keys(classes)) {
      // Bundling may have renamed it.
      defineProperty(classes[name], "name", { __proto__: null, value: name, configurable: true });
      defineProperty(classes[name].prototype, Symbol.toStringTag, {
        __proto__: null,
        value: name,
        configurable: true,
      });
    }
  };
}

/** Holds its target for ever: when memory is reclaimed must not show. */
class WeakRef {
  #target;

  constructor(target) {
    if (typeof target !== "object" && typeof target !== "function" && typeof target !== "symbol") {
      throw new NativeTypeError("WeakRef: invalid target");
    }
    this.#target = target;
  }

  deref() {
    return this.#target;
  }

  get [Symbol.toStringTag]() {
    return "WeakRef";
  }
}

/** Never calls back. */
class FinalizationRegistry {
  constructor(cleanup) {
    if (typeof cleanup !== "function") {
      throw new NativeTypeError("FinalizationRegistry: cleanup must be callable");
    }
  }

  register() {}

  unregister() {
    return false;
  }

  get [Symbol.toStringTag]() {
    return "FinalizationRegistry";
  }
}

function disableWaiting() {
  Atomics.wait = function wait() {
    throw new NativeTypeError("Atomics.wait cannot be called in this context");
  };
  delete Atomics.waitAsync;
}

const STREAMS = [
  "ByteLengthQueuingStrategy",
  "CountQueuingStrategy",
  "ReadableStream",
  "ReadableStreamBYOBReader",
  "ReadableStreamDefaultReader",
  "TextDecoderStream",
  "TextEncoderStream",
  "TransformStream",
  "WritableStream",
  "WritableStreamDefaultWriter",
];

export function installWeb() {
  shareCore();
  expose("self", globalThis);
  expose("DOMException", DOMException);
  expose("atob", atob);
  expose("btoa", btoa);
  expose("structuredClone", structuredClone);
  for (const name of keys(effects)) {
    expose(name, effects[name]);
  }
  expose("WeakRef", WeakRef);
  expose("FinalizationRegistry", FinalizationRegistry);
  exposeLazily(["TextEncoder", "TextDecoder"], () => require("lazy:encoding"));
  exposeLazily(STREAMS, () => require("lazy:streams"));
  exposeLazily(["Event", "CustomEvent", "EventTarget", "AbortSignal", "AbortController"], () =>
    require("lazy:events"),
  );
  exposeLazily(["Blob", "File"], () => require("lazy:blob"));
  exposeLazily(["FormData", "Headers", "Request", "Response"], () => require("lazy:fetch"));
  exposeLazily(["URL", "URLSearchParams"], () => require("lazy:url"));
  exposeLazily(["AsyncLocalStorage", "AsyncResource"], () => require("lazy:storage"));
  disableWaiting();
}
