// One call of a registered function, driven by the host: `begin`, then `poll` after every time
// JavaScript has run to a standstill, `resume` with the answers to what `poll` asked.

import {
  NativeMap,
  dateNow,
  jsonParse,
  jsonStringify,
  mapClear,
  mapDelete,
  mapForEach,
  mapGet,
  mapSet,
  toText,
} from "./primordials.js";
import { clearLines, lineCount, packLines, warn } from "./console.js";
import {
  answer as settleOne,
  clearCalls,
  hasCalls,
  hostCall,
  isWaiting,
  settle,
  takeBatch,
  unawaited,
} from "./convex.js";
import { describe } from "./errors.js";
import { add, packed, packer } from "./packing.js";
import { seed } from "./random.js";
import { state } from "./state.js";

const modules = new NativeMap();
const rejections = new NativeMap();

const RETURNED = "R";
const THREW = "T";
const INVALID = "I";
const MISSING = "M";
const PENDING = "P";
const FATAL = "F";
const CALLS = "S";
const WAITING = "W";

/** How the call ended: one of the letters above and its texts, or undefined while it runs. */
let ended;

export const isRegistered = (path) => mapGet(modules, path) !== undefined;

export function register(path, namespace) {
  mapSet(modules, path, namespace);
}

/** Records or forgets a promise that was rejected without a handler. */
export function rejected(promise, reason) {
  mapSet(rejections, promise, { __proto__: null, reason });
}

export function handled(promise) {
  mapDelete(rejections, promise);
}

export function prepare(phase, now, seedHigh, seedLow) {
  state.onCall?.();
  state.phase = phase;
  state.now = now;
  state.began = dateNow();
  state.observedTime = false;
  state.fatal = undefined;
  ended = undefined;
  clearLines();
  clearCalls();
  mapClear(rejections);
  seed(seedHigh, seedLow);
}

export function begin(path, name, type, args, now, seedHigh, seedLow) {
  prepare(type === "http_action" ? "action" : type, now, seedHigh, seedLow);
  const namespace = mapGet(modules, path);
  if (namespace === undefined) {
    end(
      MISSING,
      `Couldn't find JavaScript module '${path}'. Did you forget to run \`npx convex dev\`?`,
    );
    return;
  }
  try {
    const exported = namespace[name];
    const missing = whyMissing(exported, path, name, type);
    if (missing === undefined) {
      // Not awaited: the host watches how far it gets.
      run(invoke(exported, type, args));
    } else {
      end(MISSING, missing);
    }
  } catch (thrown) {
    endThrown(thrown);
  }
}

function invoke(exported, type, args) {
  switch (type) {
    case "query":
      return exported.invokeQuery(args);
    case "mutation":
      return exported.invokeMutation(args);
    case "http_action":
      return respond(exported, args);
    default:
      // The host knows which request this is.
      return exported.invokeAction("", args);
  }
}

/**
 * Has the router answer a request. A response that is whole is the result; of others the host gets the
 * head, then the body as it is produced.
 */
async function respond(router, text) {
  const { request, route } = jsonParse(text);
  const head = await router.runRequest(jsonStringify(request), route);
  const { hasResponseBody, sendResponseBody } = require("lazy:fetch");
  if (!hasResponseBody()) {
    return head;
  }
  await hostCall("jensen/respond", head);
  await sendResponseBody();
  return "null";
}

function whyMissing(exported, path, name, type) {
  if (exported === undefined) {
    return `Couldn't find ${quoted(name)} in module ${quoted(path)}.`;
  }
  if (type === "http_action") {
    return exported?.isRouter === true
      ? undefined
      : "The default export of `convex/http.js` is not a Router.";
  }
  if (type === "action") {
    return exported?.isAction === true
      ? undefined
      : `Function ${path}:${name} is not an action. Did you forget to wrap it with \`action\`?`;
  }
  const isQuery = exported?.isQuery === true;
  const isMutation = exported?.isMutation === true;
  if (!isQuery && !isMutation) {
    return (
      `Function ${path}:${name} is neither a query or mutation. ` +
      "Did you forget to wrap it with `query` or `mutation`?"
    );
  }
  if (type === "query" && !isQuery) {
    return `Function ${path}:${name} is registered as a mutation but is being run as a query.`;
  }
  if (type === "mutation" && !isMutation) {
    return `Function ${path}:${name} is registered as a query but is being run as a mutation.`;
  }
  return undefined;
}

const quoted = (text) => `"${text}"`;

async function run(promise) {
  try {
    const result = await promise;
    if (typeof result === "string") {
      end(RETURNED, result);
    } else {
      end(INVALID, `expected a string, got ${typeof result}`);
    }
  } catch (thrown) {
    endThrown(thrown);
  }
}

function end(kind, text) {
  ended ??= { __proto__: null, kind, text, stack: "", data: undefined };
}

function endThrown(thrown) {
  const { message, stack, data } = describe(thrown);
  ended = { __proto__: null, kind: THREW, text: message, stack, data };
}

/** The next batch of calls, or how the call ended. */
export function poll() {
  if (state.fatal !== undefined) {
    ended = undefined;
    end(FATAL, state.fatal);
    return ending();
  }
  const unhandled = firstRejection();
  if (unhandled !== undefined) {
    endThrown(unhandled.reason);
    return ending();
  }
  if (state.phase === "action" && ended !== undefined) {
    warnOfUnawaited();
    return ending();
  }
  if (ended?.kind === THREW || ended?.kind === MISSING) {
    return ending();
  }
  if (hasCalls()) {
    return takeBatch(CALLS);
  }
  if (state.phase === "action" && isWaiting()) {
    return waiting();
  }
  end(PENDING, "");
  return ending();
}

function warnOfUnawaited() {
  const { count, text } = unawaited();
  if (count > 0) {
    warn(
      `${count} unawaited operation${count === 1 ? "" : "s"}: [${text}]. ` +
        "Async operations should be awaited or they might not run. See " +
        "https://docs.convex.dev/functions/actions#dangling-promises for more information.",
    );
  }
}

function waiting() {
  const out = packer();
  add(out, WAITING);
  add(out, toText(lineCount()));
  return packed(out);
}

function firstRejection() {
  let first;
  mapForEach(rejections, (rejection) => {
    first ??= rejection;
  });
  return first;
}

function ending() {
  const out = packer();
  add(out, ended.kind);
  add(out, ended.text);
  add(out, ended.stack);
  add(out, ended.data === undefined ? "" : "1");
  add(out, ended.data ?? "");
  add(out, state.observedTime ? "1" : "0");
  packLines(out);
  return packed(out);
}

export function resume(replies) {
  settle(replies);
}

export function answer(reply) {
  settleOne(reply);
}

/** Console lines so far, for a call that is stopped. */
export function lines() {
  const out = packer();
  add(out, state.observedTime ? "1" : "0");
  packLines(out);
  return packed(out);
}
