// The `Convex` global of modules in Node (spec/function-runtime.md §13a): every call goes to the
// server, which answers each by its number.

import { getBlob, storeBlob } from "./blobs.js";

const PENDING_MAX = 1000;
/** What only this host may ask for. */
const OWN = "jensen/";

const IMPORTING = "Cannot invoke syscall during module imports";
const LEFTOVER =
  "Leftover state detected. This typically happens if there are dangling promises from a previous " +
  "request. Did you forget to await your promises?";
const TOO_MANY =
  "Too many concurrent operations. See https://docs.convex.dev/functions/actions#limits for more " +
  "information.";
const NO_DATABASE =
  "The database object is being used outside of a query or mutation. " +
  "Call one with `ctx.runQuery` or `ctx.runMutation` instead.";

const DATABASE = new Set(["1.0/queryStream", "1.0/queryCleanup", "1.0/db/normalizeId"]);

let numbered = 0;
let handles = 0;

/** The calls of one action. */
export class Calls {
  #send;
  #pending = new Map();
  /** Calls that another one is made of, such as the pieces of a file. */
  #parts = new Map();

  constructor(send) {
    this.#send = send;
  }

  ask(operation, text) {
    if (this.#pending.size >= PENDING_MAX) {
      return Promise.reject(new Error(TOO_MANY));
    }
    return this.#ask(this.#pending, operation, text);
  }

  /** An operation of the host's own, with an object as its argument. */
  own = (operation, argument) => {
    const isPart = operation !== "jensen/storeBlob" && operation !== "jensen/getBlob";
    const text = JSON.stringify(argument);
    return isPart ? this.#ask(this.#parts, operation, text) : this.ask(operation, text);
  };

  newHandle = () => ++handles;

  #ask(waiting, operation, text) {
    const number = numbered++;
    return new Promise((resolve, reject) => {
      waiting.set(number, { operation, resolve, reject });
      this.#send({ kind: "ask", number, operation, arguments: text });
    });
  }

  answer({ number, failed, text, data }) {
    const call = this.#pending.get(number) ?? this.#parts.get(number);
    if (call === undefined) {
      return;
    }
    this.#pending.delete(number);
    this.#parts.delete(number);
    if (!failed) {
      call.resolve(text);
      return;
    }
    const error = new Error(text);
    if (data !== null) {
      error.data = JSON.parse(data);
    }
    call.reject(error);
  }

  /** The names of what was not answered yet, as warnings show them. */
  outstanding() {
    return [...this.#pending.values()].map(({ operation }) => displayName(operation));
  }
}

function displayName(operation) {
  switch (operation) {
    case "jensen/storeBlob":
      return "storage.store";
    case "jensen/getBlob":
      return "storage.get";
    default:
      return operation.replace(/^1\.0\/(actions\/)?/, "");
  }
}

/** The calls of the action that `requestId`, if there is one, belongs to. */
function callsOf(running, requestId) {
  if (requestId !== undefined && requestId !== running?.requestId) {
    throw new Error(LEFTOVER);
  }
  if (running === undefined || running.isImporting) {
    throw new Error(IMPORTING);
  }
  return running.calls;
}

function parsed(operation, text) {
  if (typeof operation !== "string" || typeof text !== "string") {
    throw new TypeError("A syscall takes two strings");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Received invalid json: ${error.message}`);
  }
}

/** Puts `Convex` in place; `running` tells what runs now. */
export function installConvex(running) {
  globalThis.Convex = Object.freeze({
    syscall(operation, text) {
      callsOf(running(), parsed(operation, text)?.requestId);
      throw new Error(DATABASE.has(operation) ? NO_DATABASE : `Unknown operation ${operation}`);
    },
    async asyncSyscall(operation, text) {
      const calls = callsOf(running(), parsed(operation, text)?.requestId);
      if (operation.startsWith(OWN)) {
        throw new Error(`Unknown async operation ${operation}`);
      }
      return calls.ask(operation, text);
    },
    jsSyscall(operation, args) {
      const calls = callsOf(running(), args?.requestId);
      switch (operation) {
        case "storage/storeBlob":
          return storeBlob(calls, args);
        case "storage/getBlob":
          return getBlob(calls, args);
        default:
          throw new Error(`Unknown JS syscall: ${operation}`);
      }
    },
  });
}
