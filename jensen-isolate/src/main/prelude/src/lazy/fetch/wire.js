// Bodies between this context and its host: in pieces, each only when the piece before it has been
// taken, so that neither side holds more than a few.

import core from "core";
import { bytesOf } from "./body.js";

/** A body up to this size travels with its request. */
export const INLINE_BYTES_MAX = 262_144;
const PIECE_BYTES_MAX = 131_072;

/** The bytes that the host has under `handle`. */
export function remote(handle) {
  let failed;
  // Not one promise for all reads to race with: it would hold what each of them gave.
  let failRead = () => {};
  let failStream = () => {};
  const ask = () =>
    new Promise((resolve, reject) => {
      failRead = reject;
      core.hostCall("jensen/bodyRead", JSON.stringify({ handle })).then(resolve, (error) => {
        reject(new TypeError(error.message));
      });
    });
  return {
    async pull() {
      if (failed !== undefined) {
        throw failed.reason;
      }
      const { done, chunk } = JSON.parse(await ask());
      return done ? undefined : Uint8Array.fromBase64(chunk);
    },
    async cancel() {
      core.tell("jensen/bodyCancel", { handle });
    },
    fail(reason) {
      failed = { reason };
      failRead(reason);
      failStream(reason);
    },
    onFailure(listener) {
      failStream = listener;
      if (failed !== undefined) {
        listener(failed.reason);
      }
    },
  };
}

async function end(operation, what) {
  try {
    await core.hostCall(operation, JSON.stringify(what));
  } catch {
    // Nobody wants the body any more.
  }
}

/** Hands what `source` gives to the host, to the end; `upload` learns whether the source failed. */
export async function pump(source, handle, upload) {
  const write = (chunk) =>
    core.hostCall("jensen/bodyWrite", JSON.stringify({ handle, chunk: chunk.toBase64() }));
  for (;;) {
    let chunk;
    try {
      chunk = await source.pull();
    } catch (reason) {
      upload.failed = { reason };
      await end("jensen/bodyFail", { handle, message: `${reason?.message ?? reason}` });
      return;
    }
    if (chunk === undefined) {
      await end("jensen/bodyClose", { handle });
      return;
    }
    try {
      for (let at = 0; at < chunk.byteLength; at += PIECE_BYTES_MAX) {
        await write(chunk.subarray(at, at + PIECE_BYTES_MAX));
      }
    } catch (unwanted) {
      await source.cancel(unwanted);
      return;
    }
  }
}

/** Content as it travels with the message it belongs to, if it is small enough. */
export async function inlined(content) {
  if (content === null) {
    return { body: null, streamed: false };
  }
  const atHand = bytesOf(content);
  const size = atHand?.byteLength ?? content.blob?.size;
  if (size === undefined || size > INLINE_BYTES_MAX) {
    return { body: null, streamed: true, length: size ?? null };
  }
  const bytes = atHand ?? (await content.blob.bytes());
  return { body: bytes.toBase64(), streamed: false };
}
