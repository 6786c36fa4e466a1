// HKDF and PBKDF2: keys that are only good for deriving others.

import { unsupported } from "./aes.js";
import { digestBytes, hashOf } from "./hashes.js";
import { domException, run } from "./host.js";
import { limitUsages, makeKey } from "./key.js";
import { UNSIGNED_LONG, copy, integer, required } from "./webidl.js";

const fail = (message) => {
  throw domException("OperationError", message);
};

/** @param bits what the caller wants, or null */
function bytesOf(bits) {
  if (bits === null || bits % 8 !== 0) {
    fail("length must be a multiple of 8");
  }
  return bits / 8;
}

function derivation(name, deriveParameters, deriveBits) {
  return {
    name,
    parameters: {
      deriveBits: deriveParameters,
      importKey: () => ({}),
      "get key length": () => ({}),
    },
    deriveBits,
    importKey(format, data, _parameters, extractable, usages) {
      if (format !== "raw") {
        throw unsupported(format);
      }
      limitUsages(usages, ["deriveKey", "deriveBits"]);
      if (extractable) {
        throw domException("SyntaxError", `${name} keys cannot be extractable`);
      }
      return makeKey("secret", { name }, data, false, usages);
    },
    keyLength: () => null,
  };
}

export const hkdf = derivation(
  "HKDF",
  (dictionary) => ({
    ...hashOf(dictionary),
    salt: copy(required(dictionary, "salt"), "salt"),
    info: copy(required(dictionary, "info"), "info"),
  }),
  ({ hash, salt, info }, { material }, bits) => {
    const length = bytesOf(bits);
    if (length > 255 * digestBytes(hash)) {
      fail("length is more than HKDF can give");
    }
    return run(`derive:hkdf ${hash} ${length}`, material, salt, info);
  },
);

export const pbkdf2 = derivation(
  "PBKDF2",
  (dictionary) => ({
    ...hashOf(dictionary),
    salt: copy(required(dictionary, "salt"), "salt"),
    iterations: integer(required(dictionary, "iterations"), UNSIGNED_LONG, "iterations"),
  }),
  ({ hash, salt, iterations }, { material }, bits) => {
    const length = bytesOf(bits);
    if (iterations === 0) {
      fail("iterations must not be 0");
    }
    return run(`derive:pbkdf2 ${hash} ${length} ${iterations}`, material, salt);
  },
);
