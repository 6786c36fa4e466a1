// `fetch` and its types; the host does the I/O.

import core from "core";
import { hold, sourceOf, take } from "./fetch/body.js";
import { FormData } from "./fetch/form.js";
import { Headers, pairsOf } from "./fetch/headers.js";
import { Request, whenSignalIsWanted } from "./fetch/request.js";
import { Response, received } from "./fetch/response.js";
import { INLINE_BYTES_MAX, inlined, pump, remote } from "./fetch/wire.js";

export { getBlob, storeBlob } from "./fetch/storing.js";
export { FormData, Headers, Request, Response };

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
  const { url, method, headerPairs, text, base64, streamId } = convexJson;
  const request = new Request(url, { method, headers: headerPairs });
  whenSignalIsWanted(request, (controller) => {
    // Only now, because the host has to watch the connection for it.
    const gone = () => controller.abort();
    core.hostCall("jensen/callerGone", "{}").then(gone, () => {});
  });
  if (text !== undefined) {
    hold(request, { text, type: null });
  } else if (base64 !== undefined) {
    hold(request, { bytes: Uint8Array.fromBase64(base64), type: null });
  } else if (streamId !== null) {
    hold(request, { source: remote(streamId), type: null });
  }
  return request;
}

/** What is left to send of the response that was described last. */
let unsentBody;

/** The head of a response, with its body if that is at hand and small, for the host (§13). */
export function convexJsonFromResponse({ response }) {
  if (!(response instanceof Response)) {
    throw new Error("HTTP actions must return a Response");
  }
  const { status, statusText, headers } = response;
  const head = { status, statusText, headerPairs: pairsOf(headers), streamId: null };
  const content = take(response);
  unsentBody = undefined;
  if (content === null) {
    return head;
  }
  if (content.text?.length <= INLINE_BYTES_MAX && content.stream === undefined) {
    head.text = content.text;
  } else if (content.bytes?.byteLength <= INLINE_BYTES_MAX && content.stream === undefined) {
    head.base64 = content.bytes.toBase64();
  } else {
    head.streamId = core.newHandle();
    unsentBody = { source: sourceOf(content), streamId: head.streamId };
  }
  return head;
}

/** Whether the body of the response that was described last is not part of the description. */
export const hasResponseBody = () => unsentBody !== undefined;

/** Sends the body of the response that was described last. */
export async function sendResponseBody() {
  const { source, streamId } = unsentBody;
  unsentBody = undefined;
  const upload = { failed: undefined };
  await pump(source, streamId, upload);
  if (upload.failed !== undefined) {
    throw upload.failed.reason;
  }
}

core.tag({ FormData, Headers, Request, Response });
