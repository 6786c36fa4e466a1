// The way out of this context and back, while JavaScript waits: a promise rejected with the mailbox.
// The host hears of every rejection at once; this one it takes for a request, which it answers in the
// mailbox before it returns. A function of the host would do as well, but each context would need one
// of its own, whose death V8 reports to the host at any time, even while the next context is restored.

import { NativeRangeError, rejectedPromise } from "./primordials.js";

/** Room for the answer, then an operation and its arguments. */
const mailbox = [
  undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined,
  undefined, undefined,
];

export const isMailbox = (value) => value === mailbox;

/** Has the server answer a syscall. */
export function askServer(operation, text) {
  mailbox[1] = operation;
  mailbox[2] = text;
  return answer();
}

/**
 * Performs an operation of `crypto` on up to eight array buffers, in this process; the number tells
 * it from what user code can ask for. Returns an array buffer, or a string: the name and the message
 * of a DOMException.
 */
export function perform(operation, a, b, c, d, e, f, g, h) {
  mailbox[1] = 0;
  mailbox[2] = operation;
  mailbox[3] = a;
  mailbox[4] = b;
  mailbox[5] = c;
  mailbox[6] = d;
  mailbox[7] = e;
  mailbox[8] = f;
  mailbox[9] = g;
  mailbox[10] = h;
  return answer();
}

function answer() {
  rejectedPromise(mailbox);
  const answer = mailbox[0];
  for (let i = 0; i < mailbox.length; i++) {
    mailbox[i] = undefined;
  }
  if (answer === undefined) {
    // The host calls in again to look whether it is asked, for which there was no room.
    throw new NativeRangeError("Maximum call stack size exceeded");
  }
  return answer;
}
