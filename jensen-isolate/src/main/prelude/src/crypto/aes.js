import { encode } from "./base64url.js";
import { domException, requireRandomness, run } from "./host.js";
import { check, checkAlgorithm, described, member } from "./jwk.js";
import { limitUsages, makeKey } from "./key.js";
import { copy, integer, required } from "./webidl.js";

const BLOCK_BYTES = 16;
const LENGTHS = [128, 192, 256];
const TAG_LENGTHS = [32, 64, 96, 104, 112, 120, 128];

const withLength = (dictionary) => ({
  length: integer(required(dictionary, "length"), 0xffff, "length"),
});

const withVector = (dictionary) => ({ iv: copy(required(dictionary, "iv"), "iv") });

const withCounter = (dictionary) => ({
  counter: copy(required(dictionary, "counter"), "counter"),
  length: integer(required(dictionary, "length"), 255, "length"),
});

const withSeal = (dictionary) => {
  const { additionalData, tagLength } = dictionary;
  return {
    ...withVector(dictionary),
    additional:
      additionalData === undefined ? new ArrayBuffer(0) : copy(additionalData, "additionalData"),
    tagBits: tagLength === undefined ? 128 : integer(tagLength, 255, "tagLength"),
  };
};

const fail = (message) => {
  throw domException("OperationError", message);
};

function requireLength(length) {
  if (!LENGTHS.includes(length)) {
    fail("The length of an AES key must be 128, 192 or 256 bits");
  }
}

/** What the modes have in common; `mode` is the end of the name, such as "GCM". */
function aes(mode, usages, parameters, operations) {
  const name = `AES-${mode}`;
  const make = (material, extractable, keyUsages) =>
    makeKey("secret", { name, length: material.byteLength * 8 }, material, extractable, keyUsages);
  return {
    name,
    parameters: {
      ...parameters,
      generateKey: withLength,
      importKey: () => ({}),
      exportKey: () => ({}),
      "get key length": withLength,
    },
    ...operations,
    generateKey({ length }, extractable, keyUsages) {
      limitUsages(keyUsages, usages);
      requireLength(length);
      requireRandomness();
      return make(run(`random:secure ${length / 8}`), extractable, keyUsages);
    },
    importKey(format, data, _parameters, extractable, keyUsages) {
      limitUsages(keyUsages, usages);
      const material = format === "raw" ? data : secretOf(format, data, { extractable, keyUsages });
      const bits = material.byteLength * 8;
      if (!LENGTHS.includes(bits)) {
        throw domException("DataError", "An AES key must have 128, 192 or 256 bits");
      }
      if (format === "jwk") {
        checkAlgorithm(data, `A${bits}${mode}`);
      }
      return make(material, extractable, keyUsages);
    },
    exportKey(format, inner) {
      return exportSecret(format, inner, `A${inner.algorithm.length}${mode}`);
    },
    keyLength({ length }) {
      requireLength(length);
      return length;
    },
  };
}

/** A key that is nothing but secret bytes. */
export function exportSecret(format, inner, alg) {
  switch (format) {
    case "raw":
      return inner.material;
    case "jwk":
      return { ...described(inner), kty: "oct", k: encode(inner.material), alg };
    default:
      throw unsupported(format);
  }
}

export const unsupported = (format) =>
  domException("NotSupportedError", `Such keys have no format '${format}'`);

function secretOf(format, jwk, { extractable, keyUsages }) {
  if (format !== "jwk") {
    throw unsupported(format);
  }
  check(jwk, { kty: "oct", use: "enc", extractable, usages: keyUsages });
  return member(jwk, "k");
}

function requireBlock(bytes, what) {
  if (bytes.byteLength !== BLOCK_BYTES) {
    fail(`${what} must have 16 bytes`);
  }
}

const cbc =
  (operation) =>
  ({ iv }, { material }, data) => {
    requireBlock(iv, "iv");
    return run(`aes:cbc-${operation}`, material, iv, data);
  };

const ctr = ({ counter, length }, { material }, data) => {
  requireBlock(counter, "counter");
  if (length < 1 || length > 128) {
    fail("length must be from 1 to 128");
  }
  return run(`aes:ctr ${length}`, material, counter, data);
};

const gcm =
  (operation) =>
  ({ iv, additional, tagBits }, { material }, data) => {
    if (iv.byteLength === 0) {
      fail("iv must not be empty");
    }
    if (!TAG_LENGTHS.includes(tagBits)) {
      fail(`tagLength must be one of ${TAG_LENGTHS.join(", ")}`);
    }
    return run(`aes:gcm-${operation} ${tagBits}`, material, iv, additional, data);
  };

/** RFC 3394 wants whole blocks of eight bytes, and two at least. */
const wrap =
  (operation, min) =>
  (_parameters, { material }, data) => {
    if (data.byteLength % 8 !== 0 || data.byteLength < min) {
      fail("AES-KW works on at least two blocks of eight bytes");
    }
    return run(`aes:${operation}`, material, data);
  };

const CIPHER_USAGES = ["encrypt", "decrypt", "wrapKey", "unwrapKey"];

export const ciphers = [
  aes(
    "CBC",
    CIPHER_USAGES,
    { encrypt: withVector, decrypt: withVector },
    { encrypt: cbc("encrypt"), decrypt: cbc("decrypt") },
  ),
  aes(
    "CTR",
    CIPHER_USAGES,
    { encrypt: withCounter, decrypt: withCounter },
    { encrypt: ctr, decrypt: ctr },
  ),
  aes(
    "GCM",
    CIPHER_USAGES,
    { encrypt: withSeal, decrypt: withSeal },
    { encrypt: gcm("encrypt"), decrypt: gcm("decrypt") },
  ),
  aes(
    "KW",
    ["wrapKey", "unwrapKey"],
    { wrapKey: () => ({}), unwrapKey: () => ({}) },
    { wrapKey: wrap("wrap", 16), unwrapKey: wrap("unwrap", 24) },
  ),
];
