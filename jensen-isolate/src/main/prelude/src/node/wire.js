// The socket to the server: frames of four bytes of length, big-endian, and that much JSON in UTF-8
// (docs/formats/node-frames.md).

import { connect as open } from "node:net";

const LENGTH_BYTES = 4;
const { parse, stringify } = JSON;

/** Connects to the socket at `path`; returns what sends a message. */
export function connect(path, receive, closed) {
  const socket = open(path);
  let pieces = [];
  let held = 0;
  const take = (count) => {
    const all = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    pieces = all.length === count ? [] : [all.subarray(count)];
    held -= count;
    return all.subarray(0, count);
  };
  let length;
  socket.on("data", (piece) => {
    pieces.push(piece);
    held += piece.length;
    for (;;) {
      if (length === undefined && held >= LENGTH_BYTES) {
        length = take(LENGTH_BYTES).readUInt32BE();
      }
      if (length === undefined || held < length) {
        return;
      }
      const frame = take(length).toString();
      length = undefined;
      receive(parse(frame));
    }
  });
  socket.on("error", closed);
  socket.on("close", closed);
  return (message) => {
    const text = Buffer.from(stringify(message));
    const frame = Buffer.allocUnsafe(LENGTH_BYTES + text.length);
    frame.writeUInt32BE(text.length);
    text.copy(frame, LENGTH_BYTES);
    // One write: when nothing waits, it is done before this returns, also in a process about to end.
    socket.write(frame);
  };
}
