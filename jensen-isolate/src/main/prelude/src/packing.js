// Lists of strings as one string, in both directions between this context and its host: the lengths,
// each followed by a comma, then a semicolon, then the strings. Cheaper than JSON, and nothing that
// user code replaces can reach it.

import { charCodeAt, slice } from "./primordials.js";

const COMMA = 44;
const ZERO = 48;

export const packer = () => ({ __proto__: null, lengths: "", texts: "" });

export function add(packer, text) {
  packer.lengths += text.length + ",";
  packer.texts += text;
}

export const packed = (packer) => packer.lengths + ";" + packer.texts;

/** Reads what the host packed; `bodyStart` is where the strings begin. */
export const unpacker = (text, bodyStart) => ({
  __proto__: null,
  text,
  lengthAt: 0,
  textAt: bodyStart,
});

export function next(unpacker) {
  let length = 0;
  let at = unpacker.lengthAt;
  for (;;) {
    const code = charCodeAt(unpacker.text, at++);
    if (code === COMMA) {
      break;
    }
    length = length * 10 + (code - ZERO);
  }
  const start = unpacker.textAt;
  unpacker.lengthAt = at;
  unpacker.textAt = start + length;
  return slice(unpacker.text, start, start + length);
}
