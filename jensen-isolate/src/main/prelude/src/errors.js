// What was thrown, as text. The thrown value is the user's: every look at it may run user code.

import { indexOf, slice, startsWith, toText } from "./primordials.js";

const MESSAGE_CHARACTERS_MAX = 65536;

const isObject = (value) =>
  (typeof value === "object" && value !== null) || typeof value === "function";

const cut = (text) =>
  text.length > MESSAGE_CHARACTERS_MAX ? slice(text, 0, MESSAGE_CHARACTERS_MAX) : text;

export function describe(thrown) {
  const description = { __proto__: null, message: "Uncaught Error", stack: "", data: undefined };
  try {
    if (isObject(thrown)) {
      describeObject(thrown, description);
    } else {
      description.message = cut(`Uncaught ${toText(thrown)}`);
    }
  } catch {
    // A value that throws when it is looked at keeps what was learned before.
  }
  return description;
}

function describeObject(thrown, description) {
  const name = toText(thrown.name || "Error");
  const message = toText(thrown.message ?? "");
  description.message = cut(message === "" ? `Uncaught ${name}` : `Uncaught ${name}: ${message}`);
  const stack = thrown.stack;
  if (typeof stack === "string") {
    description.stack = cut(framesOf(stack, message));
  }
  const marker = thrown.ConvexErrorSymbol;
  if (typeof marker === "symbol" && thrown[marker] === true) {
    description.data = toText(thrown.data);
  }
}

/** The lines after the header, which may itself have several lines. */
function framesOf(stack, message) {
  const header = message === "" ? -1 : indexOf(stack, message);
  const rest = header < 0 ? stack : slice(stack, header + message.length);
  if (startsWith(rest, "    at ")) {
    return rest;
  }
  const first = indexOf(rest, "\n    at ");
  return first < 0 ? "" : slice(rest, first + 1);
}
