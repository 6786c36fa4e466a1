// `fetch` and its types. The host does the I/O; a body travels in pieces, each only when the piece
// before it has been taken.

import core from "core";
import { hold, sourceOf, take } from "./fetch/body.js";
import { FormData } from "./fetch/form.js";
import { Headers, pairsOf } from "./fetch/headers.js";
import { Request } from "./fetch/request.js";
import { Response, received } from "./fetch/response.js";

export { FormData, Headers, Request, Response };

/** A body up to this size travels with its request. */
const INLINE_BYTES_MAX = 262_144;
const PIECE_BYTES_MAX = 131_072;

/** The bytes that the host has under `handle`. */
function remote(handle) {
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
async function pump(source, handle, upload) {
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

async function inlined(content) {
  if (content === null) {
    return { body: null, streamed: false };
  }
  const size = content.bytes?.byteLength ?? content.blob?.size;
  if (size === undefined || size > INLINE_BYTES_MAX) {
    return { body: null, streamed: true, length: size ?? null };
  }
  const bytes = content.bytes ?? (await content.blob.bytes());
  return { body: bytes.toBase64(), streamed: false };
}

export async function fetch(input, init) {
  const request = new Request(input, init);
  const { signal } = request;
  signal.throwIfAborted();
  const content = take(request);
  const id = core.newHandle();
  const body = remote(id);
  return new Promise((resolve, reject) => {
    const undo = require("lazy:events").whenAborted(signal, (reason) => {
      core.tell("jensen/cancel", { id });
      body.fail(reason);
      reject(reason);
    });
    exchange(id, request, content, body).then(resolve, (error) => {
      undo();
      reject(error);
    });
  });
}

async function exchange(id, request, content, body) {
  const { method, url, headers, redirect } = request;
  const sent = await inlined(content);
  const asked = core.hostCall(
    "jensen/fetch",
    JSON.stringify({ id, method, url, redirect, headers: pairsOf(headers), ...sent }),
  );
  const upload = { failed: undefined };
  if (sent.streamed) {
    // Nobody waits for its end: a response may come before.
    void pump(sourceOf(content), id, upload);
  }
  let head;
  try {
    head = JSON.parse(await asked);
  } catch (error) {
    throw upload.failed === undefined ? new TypeError(error.message) : upload.failed.reason;
  }
  return received(head, head.body === null ? null : { source: body, type: null });
}

/** The request that the host describes (`spec/function-runtime.md` §8.1). */
export function requestFromConvexJson({ convexJson }) {
  const { url, method, headerPairs, streamId } = convexJson;
  const request = new Request(url, { method, headers: headerPairs });
  if (streamId !== null) {
    hold(request, { source: remote(streamId), type: null });
  }
  return request;
}

/** `storage.store` of an action: the content goes to the host in pieces. */
export async function storeBlob({ blob, options }) {
  const { Blob, sourceOf: sourceOfBlob } = require("lazy:blob");
  if (!(blob instanceof Blob)) {
    throw new Error(
      "store() expects a Blob. If you are trying to store a Request, `await request.blob()` " +
        "will give you the correct input.",
    );
  }
  const handle = core.newHandle();
  const asked = core.hostCall(
    "jensen/storeBlob",
    JSON.stringify({ handle, contentType: blob.type, sha256: options?.sha256 ?? null }),
  );
  const upload = { failed: undefined };
  void pump(sourceOfBlob(blob), handle, upload);
  return JSON.parse(await asked);
}

/** `storage.get` of an action: the whole content, or null. */
export async function getBlob({ storageId }) {
  if (typeof storageId !== "string") {
    throw new Error(`storage.get requires a string storageId but received ${storageId}`);
  }
  const handle = core.newHandle();
  const found = JSON.parse(
    await core.hostCall("jensen/getBlob", JSON.stringify({ handle, storageId })),
  );
  if (found === null) {
    return null;
  }
  const source = remote(handle);
  const pieces = [];
  for (let piece = await source.pull(); piece !== undefined; piece = await source.pull()) {
    pieces.push(piece);
  }
  return require("lazy:blob").blobOf(pieces, found.contentType ?? "");
}

/** What is left to send of the response that was described last. */
let unsentBody;

/** The head of a response, with its body if that is at hand and small, for the host (§13). */
export function convexJsonFromResponse({ response }) {
  if (!(response instanceof Response)) {
    throw new Error("HTTP actions must return a Response");
  }
  const { status, statusText, headers } = response;
  const head = { status, statusText, headerPairs: pairsOf(headers), body: null, streamId: null };
  const content = take(response);
  unsentBody = undefined;
  if (content?.bytes !== undefined && content.bytes.byteLength <= INLINE_BYTES_MAX) {
    head.body = content.bytes.toBase64();
  } else if (content !== null) {
    head.streamId = core.newHandle();
    unsentBody = { source: sourceOf(content), streamId: head.streamId };
  }
  return head;
}

/** Sends the rest of the response that was described last. */
export async function sendResponseBody() {
  const rest = unsentBody;
  unsentBody = undefined;
  if (rest !== undefined) {
    const upload = { failed: undefined };
    await pump(rest.source, rest.streamId, upload);
    if (upload.failed !== undefined) {
      throw upload.failed.reason;
    }
  }
}

core.tag({ FormData, Headers, Request, Response });
