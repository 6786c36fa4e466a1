// `console`: lines are kept here until the call ends.

import {
  NativeError,
  NativeMap,
  charCodeAt,
  dateNow,
  expose,
  mapDelete,
  mapGet,
  mapSet,
  slice,
  toText,
} from "./primordials.js";
import { add } from "./packing.js";

const LINES_MAX = 256;
const LINE_BYTES_MAX = 32768;
const RENDERING = { __proto__: null, indent: 2, maxStringLength: 32768, customInspect: true };

let count = 0;
let first;
let last;
let timers = new NativeMap();

export function clearLines() {
  count = 0;
  first = undefined;
  last = undefined;
  timers = new NativeMap();
}

export const lineCount = () => count;

/** The line that was added last. */
export const newestLine = () => last;

/** Adds the number of lines, then each line's fields, to a packer. */
export function packLines(packer) {
  add(packer, toText(count));
  for (let line = first; line !== undefined; line = line.next) {
    add(packer, line.level);
    add(packer, toText(line.time));
    add(packer, line.truncated ? "1" : "0");
    add(packer, toText(line.count));
    for (let message = line.messages; message !== undefined; message = message.next) {
      add(packer, message.text);
    }
  }
}

function append(line) {
  count++;
  if (last === undefined) {
    first = line;
  } else {
    last.next = line;
  }
  last = line;
}

const newLine = (level) => ({
  __proto__: null,
  level,
  time: dateNow(),
  truncated: false,
  count: 0,
  messages: undefined,
  lastMessage: undefined,
  bytes: 0,
  next: undefined,
});

function addMessage(line, text) {
  const separator = line.count === 0 ? 0 : 1;
  const room = LINE_BYTES_MAX - line.bytes - separator;
  const kept = withinBytes(text, room);
  if (kept.length < text.length) {
    line.truncated = true;
  }
  line.bytes += separator + kept.bytes;
  const message = { __proto__: null, text: kept.text, next: undefined };
  if (line.lastMessage === undefined) {
    line.messages = message;
  } else {
    line.lastMessage.next = message;
  }
  line.lastMessage = message;
  line.count++;
}

/** The longest start of `text` that takes at most `max` bytes of UTF-8. */
function withinBytes(text, max) {
  let bytes = 0;
  let at = 0;
  while (at < text.length) {
    const code = charCodeAt(text, at);
    const isPair = code >= 0xd800 && code < 0xdc00 && at + 1 < text.length;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : isPair ? 4 : 3;
    if (bytes + width > max) {
      break;
    }
    bytes += width;
    at += isPair ? 2 : 1;
  }
  return { __proto__: null, text: slice(text, 0, at), length: at, bytes };
}

function write(level, texts, length) {
  if (count >= LINES_MAX) {
    return;
  }
  if (count === LINES_MAX - 1) {
    const overflow = newLine("ERROR");
    addMessage(overflow, "Log overflow (maximum 256). Remaining log lines omitted.");
    append(overflow);
    return;
  }
  const line = newLine(level);
  for (let i = 0; i < length && !line.truncated; i++) {
    addMessage(line, texts(i));
  }
  append(line);
}

const render = (value) => require("lazy:inspect").inspect(value, RENDERING);

const log = (level, args) => write(level, (i) => render(args[i]), args.length);

const text = (level, line) => write(level, () => line, 1);

/** Adds a line of the system's own. */
export const warn = (line) => text("WARN", line);

const label = (value) => (value === undefined ? "default" : toText(value));

const elapsed = (name, started) => `${name}: ${dateNow() - started}ms`;

export const methods = {
  debug(...args) {
    log("DEBUG", args);
  },
  error(...args) {
    log("ERROR", args);
  },
  info(...args) {
    log("INFO", args);
  },
  log(...args) {
    log("LOG", args);
  },
  warn(...args) {
    log("WARN", args);
  },
  trace(...args) {
    const stack = toText(new NativeError().stack);
    const lines = stack.length > 5 ? slice(stack, 5) : "";
    write("LOG", (i) => (i < args.length ? render(args[i]) : lines), args.length + 1);
  },
  time(value) {
    const name = label(value);
    if (mapGet(timers, name) !== undefined) {
      text("WARN", `Timer '${name}' already exists`);
      return;
    }
    mapSet(timers, name, dateNow());
  },
  timeLog(value, ...args) {
    const name = label(value);
    const started = mapGet(timers, name);
    if (started === undefined) {
      text("WARN", `Timer '${name}' does not exist`);
      return;
    }
    write(
      "INFO",
      (i) => (i === 0 ? elapsed(name, started) : render(args[i - 1])),
      args.length + 1,
    );
  },
  timeEnd(value) {
    const name = label(value);
    const started = mapGet(timers, name);
    if (started === undefined) {
      text("WARN", `Timer '${name}' does not exist`);
      return;
    }
    mapDelete(timers, name);
    text("INFO", elapsed(name, started));
  },
};

export function installConsole() {
  expose("console", methods);
}
