// What distinguishes one call from the next. The host sets it before any code of the call runs.

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
};

/** Whether running again must give the same: there is nothing but the seed that is random. */
export const isRepeatable = () =>
  state.phase === "query" || state.phase === "mutation" || state.phase === "import";

export function forbidden(what) {
  if (state.phase === "action") {
    return `Can't use ${what} in actions yet.`;
  }
  return state.phase === "import"
    ? `${what} unsupported at import time`
    : `Can't use ${what} in queries and mutations. Please consider using an action. ` +
        "See https://docs.convex.dev/functions/actions for more details.";
}
