// The `Convex` global: how a function reaches the database. Asynchronous calls wait in one queue in
// call order; the host takes them in batches whenever no more JavaScript can run.

import {
  NativeError,
  NativeMap,
  NativePromise,
  NativeTypeError,
  charCodeAt,
  defineProperty,
  freeze,
  indexOf,
  jsonParse,
  mapDelete,
  mapForEach,
  mapGet,
  mapHas,
  mapSet,
  slice,
  startsWith,
  toText,
} from "./primordials.js";
import { lineCount } from "./console.js";
import { askServer } from "./host.js";
import { add, next, packed, packer, unpacker } from "./packing.js";
import { requireAction, state } from "./state.js";

/** What one frame carries; the rest waits for the next. */
const BATCH_CALLS_MAX = 1000;
const BATCH_CHARACTERS_MAX = 4_000_000;

const FAILED = 69;
const NEXT = "1.0/queryStreamNext";
/** What only the prelude may ask for. */
const OWN = "jensen/";

let head;
let tail;
/** The last call of the batch that the host is answering. */
let sentLast;
let awaited = 0;
let streams = 0;
let openStreams = new NativeMap();
let failedStreams;
/** What the host sent along for a stream, by the arguments of its next call: one line for each. */
let linesAhead = new NativeMap();
/** An action's calls that the host has and has not answered, by number. */
let outstanding = new NativeMap();
let numbered = 0;

export function clearCalls() {
  head = undefined;
  tail = undefined;
  sentLast = undefined;
  awaited = 0;
  streams = 0;
  openStreams = new NativeMap();
  failedStreams = undefined;
  linesAhead = new NativeMap();
  outstanding = new NativeMap();
  numbered = 0;
}

/** Whether the function waits for anything. */
export const isWaiting = () => awaited > 0;

/** Whether there is anything that the host has not heard of. */
export const hasCalls = () => (state.phase === "action" ? head !== undefined : awaited > 0);

function enqueue(call) {
  if (tail === undefined) {
    head = call;
  } else {
    tail.next = call;
  }
  tail = call;
}

const newCall = (operation, text, resolve, reject, stream) => ({
  __proto__: null,
  operation,
  text,
  resolve,
  reject,
  stream,
  next: undefined,
});

/** The next batch, packed: the number of console lines so far, for each call its operation and arguments. */
export function takeBatch(kind) {
  const batch = packer();
  add(batch, kind);
  add(batch, toText(lineCount()));
  let calls = 0;
  let characters = 0;
  for (let call = head; call !== undefined; call = call.next) {
    add(batch, call.operation);
    add(batch, call.text);
    sentLast = call;
    calls++;
    characters += call.text.length;
    if (calls >= BATCH_CALLS_MAX || characters >= BATCH_CHARACTERS_MAX) {
      break;
    }
  }
  if (state.phase === "action") {
    handOver();
  }
  return packed(batch);
}

/** Numbers the calls of the last batch, which the host answers one by one. */
function handOver() {
  for (;;) {
    const call = head;
    head = call.next;
    mapSet(outstanding, numbered++, call);
    if (call === sentLast) {
      break;
    }
  }
  if (head === undefined) {
    tail = undefined;
  }
}

/** Settles one call of an action. */
export function answer(reply) {
  const reader = unpacker(reply, indexOf(reply, ";") + 1);
  const number = +next(reader);
  const failed = charCodeAt(next(reader), 0) === FAILED;
  const text = next(reader);
  const data = next(reader);
  const call = mapGet(outstanding, number);
  mapDelete(outstanding, number);
  awaited--;
  settleCall(call, failed, text, data);
}

/** What an action that ends now leaves behind, as warnings name it; timers do not count. */
export function unawaited() {
  const names = { __proto__: null, count: 0, text: "" };
  const name = (call) => {
    const called = displayName(call.operation);
    if (called !== undefined) {
      names.text += (names.count++ === 0 ? "" : ", ") + called;
    }
  };
  mapForEach(outstanding, name);
  for (let call = head; call !== undefined; call = call.next) {
    name(call);
  }
  return names;
}

function displayName(operation) {
  switch (operation) {
    case "jensen/sleep":
    case "jensen/callerGone":
    case "jensen/cancel":
    case "jensen/bodyCancel":
    case "jensen/bodyClose":
    case "jensen/bodyFail":
      return undefined;
    case "jensen/fetch":
      return "fetch";
    case "jensen/storeBlob":
      return "storage.store";
    case "jensen/getBlob":
      return "storage.get";
    default:
      if (startsWith(operation, "jensen/")) {
        return "ReadableStream";
      }
      return startsWith(operation, "1.0/actions/") ? slice(operation, 12) : slice(operation, 4);
  }
}

/** Settles the calls of the last batch, in order. */
export function settle(replies) {
  const reader = unpacker(replies, indexOf(replies, ";") + 1);
  const last = sentLast;
  for (;;) {
    const call = head;
    const status = next(reader);
    const text = next(reader);
    const data = next(reader);
    head = call.next;
    if (head === undefined) {
      tail = undefined;
    }
    const failed = charCodeAt(status, 0) === FAILED;
    if (call.resolve === undefined) {
      settleStream(call, failed, text, data);
    } else {
      awaited--;
      settleCall(call, failed, text, data);
    }
    if (call === last) {
      return;
    }
  }
}

function settleStream(call, failed, text, data) {
  if (failed && call.stream !== undefined) {
    failedStreams ??= new NativeMap();
    mapSet(failedStreams, call.stream, { __proto__: null, text, data });
  }
}

function settleCall(call, failed, text, data) {
  if (failedStreams !== undefined && call.operation === NEXT) {
    const failure = mapGet(failedStreams, streamOf(call.text));
    if (failure !== undefined) {
      call.reject(errorOf(failure.text, failure.data));
      return;
    }
  }
  if (failed) {
    call.reject(errorOf(text, data));
  } else if (call.operation === NEXT) {
    call.resolve(firstLine(call.text, text));
  } else {
    call.resolve(text);
  }
}

/** The first of `lines`; keeps the others for the next calls with the same arguments. */
function firstLine(args, lines) {
  const end = indexOf(lines, "\n");
  if (end < 0) {
    mapDelete(linesAhead, args);
    return lines;
  }
  mapSet(linesAhead, args, slice(lines, end + 1));
  return slice(lines, 0, end);
}

function errorOf(message, data) {
  const error = new NativeError(message);
  if (data !== "") {
    defineProperty(error, "data", {
      __proto__: null,
      value: jsonParse(data),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return error;
}

function streamOf(text) {
  const id = jsonParse(text)?.queryId;
  return typeof id === "number" ? id : undefined;
}

function requireStrings(operation, text) {
  if (typeof operation !== "string" || typeof text !== "string") {
    throw new NativeTypeError("A syscall takes two strings");
  }
}

function atImport(operation) {
  switch (operation) {
    case "1.0/queryStream":
      return "Can't use database at import time";
    case "1.0/componentArgument":
      return "Can't use `componentArg` at import time";
    default:
      return `Syscall ${operation} unsupported at import time`;
  }
}

function inAction(operation) {
  switch (operation) {
    case "1.0/queryStream":
    case "1.0/queryCleanup":
    case "1.0/db/normalizeId":
      return (
        "The database object is being used outside of a query or mutation. " +
        "Call one with `ctx.runQuery` or `ctx.runMutation` instead."
      );
    case "1.0/componentArgument":
      return "Component arguments are not available within the app";
    default:
      return `Unknown operation ${operation}`;
  }
}

function syscall(operation, text) {
  requireStrings(operation, text);
  if (state.phase === "import") {
    throw new NativeError(atImport(operation));
  }
  if (state.phase === "action") {
    throw new NativeError(inAction(operation));
  }
  if (operation === "1.0/queryStream") {
    const stream = streams++;
    mapSet(openStreams, stream, true);
    enqueue(newCall(operation, text, undefined, undefined, stream));
    return `{"queryId":${stream}}`;
  }
  if (operation === "1.0/queryCleanup") {
    return cleanUp(text);
  }
  const reply = askServer(operation, text);
  const result = slice(reply, 1);
  if (charCodeAt(reply, 0) === FAILED) {
    // The server answers both kinds of calls alike.
    const unknown = result === `Unknown async operation ${operation}`;
    throw new NativeError(unknown ? `Unknown operation ${operation}` : result);
  }
  return result;
}

function cleanUp(text) {
  const stream = streamOf(text);
  if (!mapHas(openStreams, stream)) {
    return "false";
  }
  mapDelete(openStreams, stream);
  mapDelete(linesAhead, text);
  enqueue(newCall("1.0/queryCleanup", text, undefined, undefined, undefined));
  return "true";
}

function asyncSyscall(operation, text) {
  requireStrings(operation, text);
  if (state.phase === "import") {
    throw new NativeError(atImport(operation));
  }
  if (startsWith(operation, OWN)) {
    return NativePromise.reject(new NativeError(`Unknown async operation ${operation}`));
  }
  return new NativePromise((resolve, reject) => {
    const lines = operation === NEXT ? mapGet(linesAhead, text) : undefined;
    if (lines !== undefined) {
      resolve(firstLine(text, lines));
      return;
    }
    awaited++;
    enqueue(newCall(operation, text, resolve, reject, undefined));
  });
}

/** As `asyncSyscall`, for the prelude's own operations, which user code does not reach. */
export const hostCall = (operation, text) =>
  new NativePromise((resolve, reject) => {
    awaited++;
    enqueue(newCall(operation, text, resolve, reject, undefined));
  });

function jsSyscall(operation, argument) {
  switch (operation) {
    case "storage/storeBlob":
      requireAction("storage.store()");
      return require("lazy:fetch").storeBlob(argument);
    case "storage/getBlob":
      requireAction("storage.get()");
      return require("lazy:fetch").getBlob(argument);
    case "requestFromConvexJson":
      return require("lazy:fetch").requestFromConvexJson(argument);
    case "convexJsonFromResponse":
      return require("lazy:fetch").convexJsonFromResponse(argument);
    default:
      state.fatal ??= `Unknown JS syscall: ${operation}`;
      throw new NativeError(state.fatal);
  }
}

export function installConvex() {
  defineProperty(globalThis, "Convex", {
    __proto__: null,
    value: freeze({ syscall, asyncSyscall, jsSyscall }),
    writable: false,
    enumerable: false,
    configurable: false,
  });
}
