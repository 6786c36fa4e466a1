// The clock, frozen in queries and mutations, and `performance.now()`.

import {
  NativeDate,
  construct,
  dateNow,
  defineProperty,
  expose,
  indexOf,
  slice,
} from "./primordials.js";
import { state } from "./state.js";

function frozenNow() {
  state.observedTime = true;
  return state.phase === "action" ? dateNow() : state.now;
}

const dateToString = NativeDate.prototype.toString;
const timeToString = NativeDate.prototype.toTimeString;

// This V8 has no names of time zones.
function named(text) {
  const zone = indexOf(text, "(UTC)");
  return zone < 0 ? text : slice(text, 0, zone) + "(Coordinated Universal Time)";
}

const uncurriedToString = Function.prototype.call.bind(dateToString);
const uncurriedTimeToString = Function.prototype.call.bind(timeToString);

function Date(...args) {
  if (new.target === undefined) {
    return named(uncurriedToString(new NativeDate(frozenNow())));
  }
  if (args.length === 0) {
    return construct(NativeDate, [frozenNow()], new.target);
  }
  return construct(NativeDate, args, new.target);
}

const hidden = (object, name, value) =>
  defineProperty(object, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });

class Performance {
  get timeOrigin() {
    return state.deployed;
  }

  now() {
    if (state.phase === "mutation" || state.phase === "action") {
      return dateNow() - state.began;
    }
    return 0;
  }

  toJSON() {
    return { timeOrigin: this.timeOrigin };
  }
}

export function installClock() {
  defineProperty(Date, "length", { __proto__: null, value: 7 });
  defineProperty(Date, "prototype", { __proto__: null, value: NativeDate.prototype, writable: false });
  hidden(Date, "now", { now: frozenNow }.now);
  defineProperty(Date.now, "name", { __proto__: null, value: "now" });
  hidden(Date, "parse", NativeDate.parse);
  hidden(Date, "UTC", NativeDate.UTC);
  hidden(NativeDate.prototype, "constructor", Date);
  const methods = {
    toString() {
      return named(uncurriedToString(this));
    },
    toTimeString() {
      return named(uncurriedTimeToString(this));
    },
  };
  hidden(NativeDate.prototype, "toString", methods.toString);
  hidden(NativeDate.prototype, "toTimeString", methods.toTimeString);
  expose("Date", Date);
  expose("Performance", Performance);
  expose("performance", new Performance());
}
