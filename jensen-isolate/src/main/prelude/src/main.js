// Runs once per context, before any module. Leaves one function behind for the host, which takes it
// off the global object before user code can see it.

import "./primordials.js";
import { handler, handlerCount, report } from "./analysis.js";
import { answer, begin, handled, isRegistered, lines, poll, prepare, register, rejected, resume } from "./call.js";
import { installClock } from "./clock.js";
import { installConsole } from "./console.js";
import { installConvex } from "./convex.js";
import { describe } from "./errors.js";
import { define, installEnvironment, reading } from "./environment.js";
import { isMailbox } from "./host.js";
import { indexOf, toText } from "./primordials.js";
import { add, next, packed, packer, unpacker } from "./packing.js";
import { installRandom } from "./random.js";
import { state } from "./state.js";
import { installWeb } from "./web.js";

installClock();
installRandom();
installConsole();
installEnvironment();
installConvex();
installWeb();

/** Sets the import phase's world; `variables` packs a count, then names and values. */
function world(now, seedHigh, seedLow, variables, strict) {
  prepare("import", now, seedHigh, seedLow);
  state.deployed = now;
  reading.strict = strict;
  const reader = unpacker(variables, indexOf(variables, ";") + 1);
  for (let left = +next(reader); left > 0; left--) {
    define(next(reader), next(reader));
  }
}

function thrown(value) {
  const { message, stack } = describe(value);
  const out = packer();
  add(out, message);
  add(out, stack);
  return packed(out);
}

function single(text) {
  const out = packer();
  add(out, text);
  return packed(out);
}

// The numbers are dev.jensen.isolate.Harness's.
function harness(operation, a, b, c, d, e, f, g) {
  switch (operation) {
    case 0:
      return register(a, b);
    case 1:
      return begin(a, b, c, d, e, f, g);
    case 2:
      return poll();
    case 3:
      return resume(a);
    case 4:
      return rejected(a, b);
    case 5:
      return handled(a);
    case 6:
      return isMailbox(a);
    case 7:
      return world(a, b, c, d, e);
    case 8:
      return report(a, b, c);
    case 9:
      return handler(a);
    case 10:
      return lines();
    case 11:
      return isRegistered(a);
    case 12:
      return thrown(a);
    case 13:
      return single(toText(handlerCount()));
    case 14:
      return single(reading.missing ?? "");
    case 15:
      return answer(a);
  }
}

Object.defineProperty(globalThis, "__jensen", {
  __proto__: null,
  value: harness,
  configurable: true,
});
