// Arguments, converted as Web IDL has it. Everything wrong here is a TypeError.

export const isObject = (value) =>
  (typeof value === "object" && value !== null) || typeof value === "function";

export function requireArguments(method, args, count) {
  if (args.length < count) {
    throw new TypeError(
      `Failed to execute '${method}' on 'SubtleCrypto': ` +
        `${count} arguments required, but only ${args.length} present.`,
    );
  }
}

const lengthOfBuffer = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;

export function isArrayBuffer(value) {
  try {
    lengthOfBuffer.call(value);
    return true;
  } catch {
    return false;
  }
}

export const isBufferSource = (value) => ArrayBuffer.isView(value) || isArrayBuffer(value);

/** The bytes of a buffer or a view, as a buffer that may be the same: for use before anything else runs. */
export function bytes(value, what) {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    if (!isArrayBuffer(buffer)) {
      throw new TypeError(`${what} must not be shared memory`);
    }
    return byteLength === buffer.byteLength
      ? buffer
      : buffer.slice(byteOffset, byteOffset + byteLength);
  }
  if (!isArrayBuffer(value)) {
    throw new TypeError(`${what} must be an ArrayBuffer or a view of one`);
  }
  return value;
}

/** The same as a copy that stays as it is. */
export function copy(value, what) {
  const given = bytes(value, what);
  return given.slice(0);
}

/** An integer type with [EnforceRange]. */
export function integer(value, max, what) {
  const number = Math.trunc(Number(value));
  if (!(number >= 0 && number <= max)) {
    throw new TypeError(`${what} must be a whole number from 0 to ${max}`);
  }
  return number + 0;
}

export const UNSIGNED_LONG = 0xffffffff;

const FORMATS = ["raw", "spki", "pkcs8", "jwk"];

export function keyFormat(value) {
  const format = String(value);
  if (!FORMATS.includes(format)) {
    throw new TypeError(`'${format}' is not a valid enum value of type KeyFormat`);
  }
  return format;
}

const USAGES = [
  "encrypt",
  "decrypt",
  "sign",
  "verify",
  "deriveKey",
  "deriveBits",
  "wrapKey",
  "unwrapKey",
];

/** Each usage once, in the order of the standard. */
export function keyUsages(value) {
  const given = strings(value, "keyUsages").map((usage) => {
    if (!USAGES.includes(usage)) {
      throw new TypeError(`'${usage}' is not a valid enum value of type KeyUsage`);
    }
    return usage;
  });
  return USAGES.filter((usage) => given.includes(usage));
}

export function strings(value, what) {
  if (!isObject(value) || typeof value[Symbol.iterator] !== "function") {
    throw new TypeError(`${what} must be a sequence`);
  }
  return Array.from(value, String);
}

/** Member `name` of a dictionary. */
export function required(dictionary, name) {
  const value = dictionary[name];
  if (value === undefined) {
    throw new TypeError(`The algorithm must have a member '${name}'`);
  }
  return value;
}
