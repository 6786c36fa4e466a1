// V8 brings SharedArrayBuffer into a context only after its startup snapshot, and whatwg-url looks at
// its prototype when it is loaded. A module that uses a URL while it is loaded would have no snapshot.
class NoSharedArrayBuffer {
  get byteLength() {
    throw new TypeError("there are none");
  }

  get growable() {
    throw new TypeError("there are none");
  }
}

exports.SharedArrayBuffer = globalThis.SharedArrayBuffer ?? NoSharedArrayBuffer;
