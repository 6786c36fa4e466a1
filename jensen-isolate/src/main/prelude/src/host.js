// The way out of this context: one function, bound by the host whenever the context is restored.

let call;

export function bindHost(host) {
  call = host;
}

/** Has the server answer a syscall. */
export const askServer = (operation, text) => call(operation, text);

/**
 * Performs an operation of `crypto` on up to eight array buffers, in this process; the number tells
 * it from what user code can ask for. Returns an array buffer, or a string: the name and the message
 * of a DOMException.
 */
export const perform = (operation, a, b, c, d, e, f, g, h) =>
  call(0, operation, a, b, c, d, e, f, g, h);
