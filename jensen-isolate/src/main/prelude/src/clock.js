// The clock, frozen in queries and mutations, also where a date is formatted that nobody names, and
// `performance.now()`.

import {
  NativeDate,
  construct,
  dateNow,
  dateToString,
  defineProperty,
  expose,
  formatGetter,
  formatToParts,
} from "./primordials.js";
import { state } from "./state.js";

function frozenNow() {
  state.observedTime = true;
  return state.phase === "action" ? dateNow() : state.now;
}

function Date(...args) {
  if (new.target === undefined) {
    return dateToString(new NativeDate(frozenNow()));
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

/** Where the engine's own bound function of a format, which nobody else sees, keeps ours. */
const bound = Symbol("bound");

function installFormats() {
  const { prototype } = Intl.DateTimeFormat;
  const methods = {
    get format() {
      const native = formatGetter(this);
      if (native[bound] === undefined) {
        const format = (date) => native(date === undefined ? frozenNow() : date);
        defineProperty(format, "name", { __proto__: null, value: "" });
        hidden(native, bound, format);
      }
      return native[bound];
    },
    formatToParts(date) {
      return formatToParts(this, date === undefined ? frozenNow() : date);
    },
  };
  defineProperty(prototype, "format", {
    __proto__: null,
    get: Object.getOwnPropertyDescriptor(methods, "format").get,
    enumerable: false,
    configurable: true,
  });
  hidden(prototype, "formatToParts", methods.formatToParts);
  // Only browsers of one make have it.
  delete Intl.v8BreakIterator;
}

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
  installFormats();
  expose("Date", Date);
  expose("Performance", Performance);
  expose("performance", new Performance());
}
