// What distinguishes one call from the next. The host sets it before any code of the call runs.

import { NativeError } from "./primordials.js";

export const state = {
  __proto__: null,
  /** "import", "query", "mutation" or "action". */
  phase: "import",
  /** The frozen clock: milliseconds since 1970. */
  now: 0,
  /** The wall clock when the call began. */
  began: 0,
  /** When the modules were deployed. */
  deployed: 0,
  /** Whether the function looked at the clock. */
  observedTime: false,
  /** Message of an error that the function must not be able to catch, or undefined. */
  fatal: undefined,
  /** Makes whoever follows flows forget the last call's, if anybody does. */
  onCall: undefined,
};

/** Whether running again must give the same: there is nothing but the seed that is random. */
export const isRepeatable = () =>
  state.phase === "query" || state.phase === "mutation" || state.phase === "import";

export function forbidden(what) {
  return state.phase === "import"
    ? `${what} unsupported at import time`
    : `Can't use ${what} in queries and mutations. Please consider using an action. ` +
        "See https://docs.convex.dev/functions/actions for more details.";
}

/** Refuses `what`, an effect on the world outside, to all but actions (`spec/function-runtime.md` §11.2). */
export function requireAction(what) {
  if (state.phase !== "action") {
    throw new NativeError(forbidden(what));
  }
}
