import { exportSecret, unsupported } from "./aes.js";
import { blockBytes, hashOf } from "./hashes.js";
import { domException, requireRandomness, run, test } from "./host.js";
import { check, checkAlgorithm, member } from "./jwk.js";
import { limitUsages, makeKey } from "./key.js";
import { UNSIGNED_LONG, integer } from "./webidl.js";

/** More than anybody needs, and less than would hurt. */
const LENGTH_BITS_MAX = 1 << 20;

const parameters = (dictionary) => ({
  ...hashOf(dictionary),
  length:
    dictionary.length === undefined
      ? undefined
      : integer(dictionary.length, UNSIGNED_LONG, "length"),
});

const jwkName = (hash) => `HS${hash.slice(hash.indexOf("-") + 1)}`;

const USAGES = ["sign", "verify"];

function make(hash, length, material, extractable, usages) {
  return makeKey("secret", { name: "HMAC", length, hash }, material, extractable, usages);
}

function importKey(format, data, { hash, length }, extractable, usages) {
  limitUsages(usages, USAGES);
  const material = format === "raw" ? data : secretOf(format, data, hash, extractable, usages);
  const bits = material.byteLength * 8;
  if (bits === 0) {
    throw domException("DataError", "An HMAC key must not be empty");
  }
  if (length !== undefined && (length > bits || length <= bits - 8)) {
    throw domException("DataError", "The key's length is not the one stated");
  }
  return make(hash, length ?? bits, cut(material, length ?? bits), extractable, usages);
}

/** Zeros in the bits of the last byte that are none of the key's. */
function cut(material, bits) {
  if (bits % 8 === 0) {
    return material;
  }
  const bytes = new Uint8Array(material);
  bytes[bytes.length - 1] &= 0xff << (8 - (bits % 8));
  return bytes.buffer;
}

function secretOf(format, jwk, hash, extractable, usages) {
  if (format !== "jwk") {
    throw unsupported(format);
  }
  check(jwk, { kty: "oct", use: "sig", extractable, usages });
  checkAlgorithm(jwk, jwkName(hash));
  return member(jwk, "k");
}

export const hmac = {
  name: "HMAC",
  parameters: {
    sign: () => ({}),
    verify: () => ({}),
    generateKey: parameters,
    importKey: parameters,
    exportKey: () => ({}),
    "get key length": parameters,
  },
  sign: (_parameters, { algorithm, material }, data) =>
    run(`hmac:sign ${algorithm.hash}`, material, data),
  verify: (_parameters, { algorithm, material }, signature, data) =>
    test(`hmac:verify ${algorithm.hash}`, material, data, signature),
  generateKey({ hash, length = blockBytes(hash) * 8 }, extractable, usages) {
    limitUsages(usages, USAGES);
    if (length === 0 || length > LENGTH_BITS_MAX) {
      throw domException("OperationError", `length must be from 1 to ${LENGTH_BITS_MAX}`);
    }
    requireRandomness();
    const material = cut(run(`random:secure ${Math.ceil(length / 8)}`), length);
    return make(hash, length, material, extractable, usages);
  },
  importKey,
  exportKey(format, inner) {
    return exportSecret(format, inner, jwkName(inner.algorithm.hash));
  },
  keyLength({ hash, length = blockBytes(hash) * 8 }) {
    if (length === 0) {
      throw new TypeError("length must not be 0");
    }
    return length;
  },
};
