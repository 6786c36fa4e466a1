// `CryptoKey`: what others see of a key. Its material is out of their reach, and goes to Java anew
// with each operation, so that a key may outlive the process that imported it in a snapshot. It rests
// as text: snapshots with keys that held array buffers were made, but ended who restored them.

import { domException } from "./host.js";

let secrets;
let brand;

export class CryptoKey {
  #inner;

  static {
    secrets = (key) => key.#inner;
    brand = (value) => #inner in value;
  }

  constructor(token, inner) {
    if (token !== making) {
      throw new TypeError("Illegal constructor");
    }
    this.#inner = inner;
  }

  get type() {
    return this.#inner.type;
  }

  get extractable() {
    return this.#inner.extractable;
  }

  get algorithm() {
    return shownOf(this.#inner).algorithm;
  }

  get usages() {
    return shownOf(this.#inner).usages;
  }

  get [Symbol.toStringTag]() {
    return "CryptoKey";
  }
}

const making = Symbol("making");

/**
 * Makes a key.
 *
 * @param type "secret", "public" or "private"
 * @param algorithm what it is for; `hash` is the name of one, `exponent` a list of bytes
 * @param material an array buffer that nobody else has
 */
export function makeKey(type, algorithm, material, extractable, usages) {
  const text = textOf(new Uint8Array(material));
  return new CryptoKey(making, new Inner(type, algorithm, text, extractable, usages));
}

class Inner {
  #text;

  constructor(type, algorithm, text, extractable, usages) {
    this.type = type;
    this.algorithm = algorithm;
    this.extractable = extractable;
    this.usages = usages;
    this.shown = undefined;
    this.#text = text;
  }

  /** A buffer of its own each time. */
  get material() {
    const text = this.#text;
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) {
      bytes[i] = text.charCodeAt(i);
    }
    return bytes.buffer;
  }
}

/** One character for each byte. */
function textOf(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return text;
}

/** What the key's owner sees, the same objects each time, and may change. */
function shownOf(inner) {
  const { hash, exponent, ...rest } = inner.algorithm;
  inner.shown ??= {
    __proto__: null,
    algorithm: {
      ...rest,
      ...(exponent === undefined ? {} : { publicExponent: Uint8Array.from(exponent) }),
      ...(hash === undefined ? {} : { hash: { name: hash } }),
    },
    usages: [...inner.usages],
  };
  return inner.shown;
}

export const isKey = (value) => typeof value === "object" && value !== null && brand(value);

export function requireKey(value, what) {
  if (!isKey(value)) {
    throw new TypeError(`${what} must be a CryptoKey`);
  }
  return value;
}

export const innerOf = (key) => secrets(key);

/** The inside of a key for one use, or the error that refuses it. */
export function keyFor(usage, algorithm, key) {
  const inner = secrets(key);
  if (inner.algorithm.name !== algorithm) {
    throw domException("InvalidAccessError", "The key is for another algorithm");
  }
  if (!inner.usages.includes(usage)) {
    throw domException("InvalidAccessError", `The key's usages do not permit '${usage}'`);
  }
  return inner;
}

/** Refuses usages that keys of this kind do not have. */
export function limitUsages(usages, allowed) {
  for (const usage of usages) {
    if (!allowed.includes(usage)) {
      throw domException("SyntaxError", `Unsupported key usage for such a key: ${usage}`);
    }
  }
}

/** A generated pair, each key with those of `usages` that are its own. */
export function makePair(algorithm, materials, extractable, usages, own) {
  const [publicMaterial, privateMaterial] = materials;
  const pick = (allowed) => usages.filter((usage) => allowed.includes(usage));
  const publicKey = makeKey("public", algorithm, publicMaterial, true, pick(own.public));
  const privateKey = makeKey("private", algorithm, privateMaterial, extractable, pick(own.private));
  return { publicKey, privateKey };
}
