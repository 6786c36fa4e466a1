// `SubtleCrypto`. Everything happens before a method returns; its promise is settled already.

import { ciphers } from "./aes.js";
import { hkdf, pbkdf2 } from "./derivation.js";
import { ecAlgorithms } from "./ec.js";
import { digests } from "./hashes.js";
import { hmac } from "./hmac.js";
import { domException } from "./host.js";
import { jsonWebKey } from "./jwk.js";
import { innerOf, isKey, keyFor, requireKey } from "./key.js";
import { okpAlgorithms } from "./okp.js";
import { rsaAlgorithms } from "./rsa.js";
import {
  UNSIGNED_LONG,
  bytes,
  copy,
  integer,
  isObject,
  keyFormat,
  keyUsages,
  required,
  requireArguments,
} from "./webidl.js";

const algorithms = new Map(
  [
    ...digests,
    hmac,
    ...ciphers,
    ...rsaAlgorithms,
    ...ecAlgorithms,
    ...okpAlgorithms,
    hkdf,
    pbkdf2,
  ].map((algorithm) => [algorithm.name.toLowerCase(), algorithm]),
);

/** Finds what an AlgorithmIdentifier means for an operation; undefined if it has no such. */
function find(operation, identifier) {
  const dictionary = isObject(identifier) ? identifier : { name: identifier };
  const name = String(required(dictionary, "name"));
  const algorithm = algorithms.get(name.toLowerCase());
  const convert = algorithm?.parameters[operation];
  if (convert === undefined) {
    return { name };
  }
  return { name: algorithm.name, algorithm, parameters: convert(dictionary) };
}

function normalize(operation, identifier) {
  const found = find(operation, identifier);
  if (found.algorithm === undefined) {
    throw domException("NotSupportedError", `${found.name} does not support ${operation}`);
  }
  return found;
}

/** Wrapping falls back to encryption, of which it is a case. */
function normalizeWrapping(operation, cipherOperation, identifier) {
  const found = find(operation, identifier);
  return found.algorithm === undefined
    ? { ...normalize(cipherOperation, identifier), operation: cipherOperation }
    : { ...found, operation };
}

/** A new key of `algorithm`, which must be good for something unless it is public. */
function importInto({ algorithm, parameters }, format, data, extractable, usages) {
  const key = algorithm.importKey(format, data, parameters, extractable, usages);
  if (key.type !== "public" && usages.length === 0) {
    throw domException("SyntaxError", "Usages cannot be empty when importing a private or secret key");
  }
  return key;
}

function exportFrom(format, key) {
  const inner = innerOf(key);
  const { name } = inner.algorithm;
  const algorithm = algorithms.get(name.toLowerCase());
  if (algorithm.exportKey === undefined) {
    throw domException("NotSupportedError", `${name} keys cannot be exported`);
  }
  if (!inner.extractable) {
    throw domException("InvalidAccessError", "The key is not extractable");
  }
  return algorithm.exportKey(format, inner);
}

const keyData = (format, value) =>
  format === "jwk" ? jsonWebKey(value) : copy(value, "The key data");

const optionalLength = (value) =>
  value === undefined || value === null ? null : integer(value, UNSIGNED_LONG, "length");

/** As UTF-8; with spaces after it where only blocks of eight bytes can be wrapped. */
function jsonBytes(value, wrapping) {
  const text = JSON.stringify(value);
  const length = wrapping === "AES-KW" ? Math.ceil(text.length / 8) * 8 : text.length;
  return new TextEncoder().encode(text.padEnd(length)).buffer;
}

function parseJson(data) {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    throw domException("DataError", "The wrapped key is no JSON Web Key");
  }
}

let isOpen = false;

/** Encrypts, decrypts or signs. */
function transform(operation, algorithm, key, data) {
  requireKey(key, "key");
  const found = normalize(operation, algorithm);
  const inner = keyFor(operation, found.name, key);
  return found.algorithm[operation](found.parameters, inner, bytes(data, "data"));
}

export class SubtleCrypto {
  constructor() {
    if (isOpen) {
      throw new TypeError("Illegal constructor");
    }
    isOpen = true;
  }

  async digest(algorithm, data) {
    requireArguments("digest", arguments, 2);
    const found = normalize("digest", algorithm);
    return found.algorithm.digest(found.parameters, bytes(data, "data"));
  }

  async encrypt(algorithm, key, data) {
    requireArguments("encrypt", arguments, 3);
    return transform("encrypt", algorithm, key, data);
  }

  async decrypt(algorithm, key, data) {
    requireArguments("decrypt", arguments, 3);
    return transform("decrypt", algorithm, key, data);
  }

  async sign(algorithm, key, data) {
    requireArguments("sign", arguments, 3);
    return transform("sign", algorithm, key, data);
  }

  async verify(algorithm, key, signature, data) {
    requireArguments("verify", arguments, 4);
    requireKey(key, "key");
    const found = normalize("verify", algorithm);
    const inner = keyFor("verify", found.name, key);
    const signed = bytes(signature, "signature");
    return found.algorithm.verify(found.parameters, inner, signed, bytes(data, "data"));
  }

  async generateKey(algorithm, extractable, usages) {
    requireArguments("generateKey", arguments, 3);
    const given = keyUsages(usages);
    const found = normalize("generateKey", algorithm);
    const made = found.algorithm.generateKey(found.parameters, Boolean(extractable), given);
    const useful = isKey(made) ? made : made.privateKey;
    if (useful.usages.length === 0) {
      throw domException("SyntaxError", "Usages cannot be empty when creating a key");
    }
    return made;
  }

  async importKey(format, data, algorithm, extractable, usages) {
    requireArguments("importKey", arguments, 5);
    const known = keyFormat(format);
    const given = keyUsages(usages);
    const found = normalize("importKey", algorithm);
    return importInto(found, known, keyData(known, data), Boolean(extractable), given);
  }

  async exportKey(format, key) {
    requireArguments("exportKey", arguments, 2);
    const known = keyFormat(format);
    return exportFrom(known, requireKey(key, "key"));
  }

  async deriveBits(algorithm, baseKey, length) {
    requireArguments("deriveBits", arguments, 2);
    requireKey(baseKey, "baseKey");
    const bits = optionalLength(length);
    const found = normalize("deriveBits", algorithm);
    const inner = keyFor("deriveBits", found.name, baseKey);
    return found.algorithm.deriveBits(found.parameters, inner, bits);
  }

  async deriveKey(algorithm, baseKey, derivedKeyType, extractable, usages) {
    requireArguments("deriveKey", arguments, 5);
    requireKey(baseKey, "baseKey");
    const given = keyUsages(usages);
    const found = normalize("deriveBits", algorithm);
    const target = normalize("importKey", derivedKeyType);
    const sized = normalize("get key length", derivedKeyType);
    const inner = keyFor("deriveKey", found.name, baseKey);
    const bits = sized.algorithm.keyLength(sized.parameters);
    const secret = found.algorithm.deriveBits(found.parameters, inner, bits);
    return importInto(target, "raw", secret, Boolean(extractable), given);
  }

  async wrapKey(format, key, wrappingKey, algorithm) {
    requireArguments("wrapKey", arguments, 4);
    const known = keyFormat(format);
    requireKey(key, "key");
    requireKey(wrappingKey, "wrappingKey");
    const found = normalizeWrapping("wrapKey", "encrypt", algorithm);
    const inner = keyFor("wrapKey", found.name, wrappingKey);
    const exported = exportFrom(known, key);
    const data = known === "jwk" ? jsonBytes(exported, found.name) : exported;
    return found.algorithm[found.operation](found.parameters, inner, data);
  }

  async unwrapKey(format, wrapped, unwrappingKey, algorithm, keyAlgorithm, extractable, usages) {
    requireArguments("unwrapKey", arguments, 7);
    const known = keyFormat(format);
    requireKey(unwrappingKey, "unwrappingKey");
    const given = keyUsages(usages);
    const found = normalizeWrapping("unwrapKey", "decrypt", algorithm);
    const target = normalize("importKey", keyAlgorithm);
    const inner = keyFor("unwrapKey", found.name, unwrappingKey);
    const wrappedBytes = bytes(wrapped, "wrappedKey");
    const data = found.algorithm[found.operation](found.parameters, inner, wrappedBytes);
    const material = known === "jwk" ? jsonWebKey(parseJson(data)) : data;
    return importInto(target, known, material, Boolean(extractable), given);
  }

  get [Symbol.toStringTag]() {
    return "SubtleCrypto";
  }
}

for (const name of Object.getOwnPropertyNames(SubtleCrypto.prototype)) {
  Object.defineProperty(SubtleCrypto.prototype, name, { enumerable: name !== "constructor" });
}

export const subtle = new SubtleCrypto();
