// Base64url without padding (RFC 7515, section 2), the form of everything binary in a JWK.

import { domException } from "./host.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export function encode(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    text += ALPHABET[bits >> 18] + ALPHABET[(bits >> 12) & 63];
    text += i + 1 < bytes.length ? ALPHABET[(bits >> 6) & 63] : "";
    text += i + 2 < bytes.length ? ALPHABET[bits & 63] : "";
  }
  return text;
}

export function decode(text, member) {
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const value = ALPHABET.indexOf(text[i]);
    if (value < 0) {
      throw domException("DataError", `The JWK member "${member}" is not base64url`);
    }
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >> held;
    }
  }
  if (text.length % 4 === 1) {
    throw domException("DataError", `The JWK member "${member}" is not base64url`);
  }
  return bytes.buffer;
}
