// `multipart/form-data`, both ways (RFC 7578, HTML Standard §4.10.21.8).

import { FormData } from "./form.js";

const DASH = 45;
const CR = 13;
const LF = 10;

const lines = (text) => text.replace(/\r\n|\r|\n/g, "\r\n");

const quoted = (name) =>
  `"${name.replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/"/g, "%22")}"`;

/** A blob that holds `form`, and the content type that says so. */
export function encode(form) {
  const { Blob } = require("lazy:blob");
  const boundary = `----jensen${crypto.randomUUID().replaceAll("-", "")}`;
  const parts = [];
  for (const [name, value] of form) {
    const disposition = `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(lines(name))}`;
    if (typeof value === "string") {
      parts.push(`${disposition}\r\n\r\n${lines(value)}\r\n`);
    } else {
      const type = value.type || "application/octet-stream";
      parts.push(`${disposition}; filename=${quoted(value.name)}\r\nContent-Type: ${type}\r\n\r\n`);
      parts.push(value, "\r\n");
    }
  }
  parts.push(`--${boundary}--\r\n`);
  return { blob: new Blob(parts), type: `multipart/form-data; boundary=${boundary}` };
}

const malformed = (why) => new TypeError(`The body is not multipart/form-data: ${why}`);

/** The form in `bytes`, whose parts `boundary` separates. */
export function decode(bytes, boundary) {
  const form = new FormData();
  const delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  // The first delimiter may lack the line break before it.
  let at = startsWith(bytes, delimiter.subarray(2), 0)
    ? delimiter.length - 2
    : find(bytes, delimiter, 0) + delimiter.length;
  if (at < delimiter.length - 2) {
    throw malformed(`no boundary ${boundary}`);
  }
  for (;;) {
    if (bytes[at] === DASH && bytes[at + 1] === DASH) {
      return form;
    }
    at = afterLineBreak(bytes, at);
    const head = headAt(bytes, at);
    const end = find(bytes, delimiter, head.end - 2);
    if (end < 0) {
      throw malformed("a part has no end");
    }
    append(form, head.text, bytes.subarray(head.end, Math.max(end, head.end)));
    at = end + delimiter.length;
  }
}

function startsWith(bytes, prefix, at) {
  return prefix.every((byte, i) => bytes[at + i] === byte);
}

/** Where `pattern`, which starts with a carriage return, comes first from `at` on, or -1. */
function find(bytes, pattern, at) {
  let found = bytes.indexOf(CR, at);
  while (found >= 0 && !startsWith(bytes, pattern, found)) {
    found = bytes.indexOf(CR, found + 1);
  }
  return found;
}

function afterLineBreak(bytes, start) {
  let at = start;
  while (bytes[at] === 32 || bytes[at] === 9) {
    at++;
  }
  if (bytes[at] !== CR || bytes[at + 1] !== LF) {
    throw malformed("a boundary has no line of its own");
  }
  return at + 2;
}

const HEAD_END = new Uint8Array([CR, LF, CR, LF]);

function headAt(bytes, at) {
  if (bytes[at] === CR && bytes[at + 1] === LF) {
    return { text: "", end: at + 2 };
  }
  const end = find(bytes, HEAD_END, at);
  if (end < 0) {
    throw malformed("a part has no headers");
  }
  return { text: new TextDecoder().decode(bytes.subarray(at, end)), end: end + HEAD_END.length };
}

function append(form, head, content) {
  const { File } = require("lazy:blob");
  const header = (name) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(head)?.[1].trim();
  const disposition = header("content-disposition") ?? "";
  const name = parameter(disposition, "name");
  if (!/^form-data\b/i.test(disposition) || name === undefined) {
    throw malformed("a part has no name");
  }
  const filename = parameter(disposition, "filename");
  if (filename === undefined) {
    form.append(name, new TextDecoder().decode(content));
  } else {
    form.append(name, new File([content], filename, { type: header("content-type") ?? "text/plain" }));
  }
}

function parameter(disposition, name) {
  const found = new RegExp(`;[ \\t]*${name}=(?:"((?:\\\\"|[^"])*)"|([^;\\s]+))`, "i").exec(disposition);
  const text = found?.[1] ?? found?.[2];
  return text
    ?.replace(/\\"/g, '"')
    .replace(/%0D/gi, "\r")
    .replace(/%0A/gi, "\n")
    .replace(/%22/g, '"');
}
