// What is done outside this context, in Java.

let perform;

/** Throws in queries and mutations, which cannot be repeated if they draw numbers from elsewhere. */
export let requireRandomness;

export function connect(performer, randomness) {
  perform = performer;
  requireRandomness = randomness;
}

/** Performs `operation` on array buffers and returns one. */
export function run(operation, ...buffers) {
  const result = perform(operation, ...buffers);
  if (typeof result === "string") {
    const end = result.indexOf(" ");
    throw domException(result.slice(0, end), result.slice(end + 1));
  }
  return result;
}

/** The same for an operation that answers yes or no. */
export const test = (operation, ...buffers) => new Uint8Array(run(operation, ...buffers))[0] === 1;

/** The same for an operation with several results. */
export function runForFields(operation, ...buffers) {
  const packed = run(operation, ...buffers);
  const view = new DataView(packed);
  const fields = [];
  for (let at = 0; at < packed.byteLength; ) {
    const start = at + 4;
    at = start + view.getUint32(at);
    fields.push(packed.slice(start, at));
  }
  return fields;
}

export const domException = (name, message) => new globalThis.DOMException(message, name);
