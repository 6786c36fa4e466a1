// `Math.random` and `crypto`, from one seeded generator (xoshiro128**, Blackman and Vigna, 2018;
// seeded through splitmix32). Not for secrets: queries and mutations must be repeatable.

import {
  ArrayBufferIsView,
  defineProperty,
  NativeError,
  NativeTypeError,
  NativeUint8Array,
  expose,
  mathFloor,
  mathImul,
  numberToString,
  viewBuffer,
  viewByteLength,
  viewByteOffset,
  viewKind,
} from "./primordials.js";
import { forbidden, state } from "./state.js";

const ENTROPY_BYTES_MAX = 65536;

let a = 1;
let b = 2;
let c = 3;
let d = 4;

export function seed(high, low) {
  let mixed = high | 0;
  const split = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mathImul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    z = mathImul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  a = split();
  b = split() ^ low;
  mixed ^= low;
  c = split();
  d = split() | 1;
  for (let i = 0; i < 8; i++) {
    next32();
  }
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

const random = { random: () => (next32() * 2 ** 21 + (next32() >>> 11)) / 2 ** 53 }.random;

class Crypto {
  getRandomValues(array) {
    requireEntropy();
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
    for (let i = 0; i < length; i++) {
      bytes[i] = next32() >>> 24;
    }
    return array;
  }

  randomUUID() {
    requireEntropy();
    const hex = (value, digits) => {
      let text = numberToString(value, 16);
      while (text.length < digits) {
        text = "0" + text;
      }
      return text;
    };
    const group = next32();
    return (
      `${hex(next32(), 8)}-${hex(group >>> 16, 4)}-${hex((group & 0xfff) | 0x4000, 4)}-` +
      `${hex((next32() & 0x3fff) | 0x8000, 4)}-` +
      `${hex(next32(), 8)}${hex(mathFloor(next32() / 65536), 4)}`
    );
  }
}

function requireEntropy() {
  if (state.phase === "import") {
    throw new NativeError(forbidden("cryptographic randomness"));
  }
}

const isIntegerKind = (kind) =>
  kind !== undefined && kind !== "Float32Array" && kind !== "Float64Array" && kind !== "Float16Array";

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
}
