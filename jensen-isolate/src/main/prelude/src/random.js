// `Math.random` and `crypto`. In queries and mutations, which must be repeatable, the seed of the
// execution decides every number; elsewhere `crypto` has the system's randomness.

import {
  ArrayBufferIsView,
  NativeError,
  NativeTypeError,
  NativeUint8Array,
  NativeUint32Array,
  defineProperty,
  expose,
  exposeLazily,
  mathImul,
  numberToString,
  viewBuffer,
  viewByteLength,
  viewByteOffset,
  viewKind,
  viewSet,
} from "./primordials.js";
import { perform } from "./host.js";
import { forbidden, isRepeatable, state } from "./state.js";

const ENTROPY_BYTES_MAX = 65536;
const BLOCK_BYTES = 32;

let seedHigh = 0;
let seedLow = 0;
/** How many blocks `crypto` has taken from the seed. */
let blocks = 0;

// xoshiro128** (Blackman and Vigna, 2018), for `Math.random` alone: who sees its numbers can tell
// those that follow.
let isSeeded = false;
let a;
let b;
let c;
let d;

export function seed(high, low) {
  seedHigh = high | 0;
  seedLow = low | 0;
  blocks = 0;
  isSeeded = false;
}

function seeded(stream, block, length) {
  return perform(`random:seeded ${stream} ${seedHigh} ${seedLow} ${block} ${length}`);
}

function seedMath() {
  const words = new NativeUint32Array(seeded("math", 0, 16));
  a = words[0];
  b = words[1];
  c = words[2];
  d = words[3] | 1;
  isSeeded = true;
}

function next32() {
  const scrambled = mathImul(b, 5);
  const result = mathImul((scrambled << 7) | (scrambled >>> 25), 9);
  const shifted = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= shifted;
  d = (d << 11) | (d >>> 21);
  return result >>> 0;
}

const random = {
  random() {
    if (!isSeeded) {
      seedMath();
    }
    return (next32() * 2 ** 21 + (next32() >>> 11)) / 2 ** 53;
  },
}.random;

function randomBytes(length) {
  if (!isRepeatable()) {
    return new NativeUint8Array(perform(`random:secure ${length}`));
  }
  if (state.phase === "import") {
    throw new NativeError(forbidden("cryptographic randomness"));
  }
  const block = blocks;
  blocks += (length + BLOCK_BYTES - 1) / BLOCK_BYTES >>> 0;
  return new NativeUint8Array(seeded("crypto", block, length));
}

class Crypto {
  get subtle() {
    return webCrypto().subtle;
  }

  getRandomValues(array) {
    if (!ArrayBufferIsView(array) || !isIntegerKind(viewKind(array))) {
      throw new NativeTypeError("The data argument must be an integer-type TypedArray");
    }
    const length = viewByteLength(array);
    if (length > ENTROPY_BYTES_MAX) {
      throw new NativeTypeError(
        `Byte length (${length}) exceeds the number of bytes of entropy ` +
          `available via this API (${ENTROPY_BYTES_MAX})`,
      );
    }
    const bytes = new NativeUint8Array(viewBuffer(array), viewByteOffset(array), length);
    viewSet(bytes, randomBytes(length));
    return array;
  }

  randomUUID() {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let text = "";
    for (let i = 0; i < 16; i++) {
      const dash = i === 4 || i === 6 || i === 8 || i === 10;
      text += (dash ? "-" : "") + (bytes[i] < 16 ? "0" : "") + numberToString(bytes[i], 16);
    }
    return text;
  }
}

const isIntegerKind = (kind) =>
  kind !== undefined && kind !== "Float32Array" && kind !== "Float64Array" && kind !== "Float16Array";

let loaded;

function webCrypto() {
  return (loaded ??= require("lazy:crypto").open(perform, () => {
    if (isRepeatable()) {
      throw new NativeError(forbidden("cryptographic randomness"));
    }
  }));
}

export function installRandom() {
  defineProperty(Math, "random", {
    __proto__: null,
    value: random,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  expose("Crypto", Crypto);
  expose("crypto", new Crypto());
  exposeLazily(["CryptoKey", "SubtleCrypto"], webCrypto);
}
