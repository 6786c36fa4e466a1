// The built-ins that the prelude relies on, taken before any user code runs, so that a module which
// replaces `Promise.prototype.then` or `JSON.stringify` breaks nothing but itself.

const { bind, call } = Function.prototype;

/** `method` as a function that takes its receiver as the first argument. */
const uncurry = bind.bind(call);

export const ArrayBufferIsView = ArrayBuffer.isView;
export const NativeDate = Date;
export const NativeError = Error;
export const NativeMap = Map;
export const NativePromise = Promise;
export const NativeProxy = Proxy;
export const NativeRangeError = RangeError;
export const NativeTypeError = TypeError;
export const NativeUint8Array = Uint8Array;
export const NativeUint32Array = Uint32Array;

export const dateNow = Date.now;
export const jsonParse = JSON.parse;
export const jsonStringify = JSON.stringify;
export const mathFloor = Math.floor;
export const mathImul = Math.imul;
export const numberToString = uncurry(Number.prototype.toString);
export const toText = String;

export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const slice = uncurry(String.prototype.slice);
export const indexOf = uncurry(String.prototype.indexOf);
export const startsWith = uncurry(String.prototype.startsWith);

export const mapDelete = uncurry(Map.prototype.delete);
export const mapForEach = uncurry(Map.prototype.forEach);
export const mapGet = uncurry(Map.prototype.get);
export const mapHas = uncurry(Map.prototype.has);
export const mapSet = uncurry(Map.prototype.set);
export const mapClear = uncurry(Map.prototype.clear);

export const dateToString = uncurry(Date.prototype.toString);
const dateTimeFormat = Intl.DateTimeFormat.prototype;
export const formatGetter = uncurry(Object.getOwnPropertyDescriptor(dateTimeFormat, "format").get);
export const formatToParts = uncurry(dateTimeFormat.formatToParts);

export const promiseThen = uncurry(Promise.prototype.then);
export const rejectedPromise = Promise.reject.bind(Promise);
export const resolved = Promise.resolve();

export const { construct, apply } = Reflect;
export const { defineProperty, freeze, keys } = Object;

const typedArray = Object.getPrototypeOf(Uint8Array).prototype;
const getter = (name) => uncurry(Object.getOwnPropertyDescriptor(typedArray, name).get);
export const viewBuffer = getter("buffer");
export const viewByteOffset = getter("byteOffset");
export const viewByteLength = getter("byteLength");
export const viewSet = uncurry(typedArray.set);
export const viewKind = uncurry(
  Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag).get,
);

/** Puts `value` on the global object the way built-ins sit there. */
export function expose(name, value) {
  defineProperty(globalThis, name, {
    __proto__: null,
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/**
 * Puts the exports `names` of a module on the global object when one of them is first read.
 *
 * Until the module is evaluated it sees none of them, so that it does not look for itself.
 */
export function exposeLazily(names, load) {
  const settle = (values) => {
    for (let i = 0; i < names.length; i++) {
      expose(names[i], values?.[names[i]]);
    }
  };
  for (let i = 0; i < names.length; i++) {
    defineProperty(globalThis, names[i], {
      __proto__: null,
      get() {
        settle(undefined);
        const values = load();
        settle(values);
        return values[names[i]];
      },
      set(value) {
        expose(names[i], value);
      },
      enumerable: false,
      configurable: true,
    });
  }
}
