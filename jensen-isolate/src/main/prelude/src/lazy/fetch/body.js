// What requests and responses share: a body that is read once (Fetch Standard §2.2.4 and §5.2).
//
// Content stays in the form in which it came (text, bytes, a blob, a source that the host feeds, the
// function's own stream) until somebody asks for another; most bodies never become a stream, and most
// texts never bytes, which spares evaluating what converts them.

import core from "core";
import { FormData } from "./form.js";
import { decode, encode } from "./multipart.js";

const FORM_BYTES_MAX = 20 << 20;

/** Content without an owner: one of `text`, `bytes`, `blob`, `source`, `stream`, and the type that goes with it. */
export function contentOf(value) {
  if (typeof value === "object" && value !== null) {
    const { Blob } = require("lazy:blob");
    if (value instanceof ArrayBuffer) {
      return { bytes: new Uint8Array(value.slice(0)), type: null };
    }
    if (ArrayBuffer.isView(value)) {
      const { buffer, byteOffset, byteLength } = value;
      return { bytes: new Uint8Array(buffer, byteOffset, byteLength).slice(), type: null };
    }
    if (value instanceof Blob) {
      return { blob: value, type: value.type || null };
    }
    if (value instanceof FormData) {
      return encode(value);
    }
    if (value instanceof require("lazy:url").URLSearchParams) {
      const type = "application/x-www-form-urlencoded;charset=UTF-8";
      return { bytes: new TextEncoder().encode(`${value}`), type };
    }
    const stream = asStream(value);
    if (stream !== undefined) {
      return { stream, type: null };
    }
  }
  return { text: `${value}`.toWellFormed(), type: "text/plain;charset=UTF-8" };
}

function asStream(value) {
  const { ReadableStream } = require("lazy:streams");
  if (value instanceof ReadableStream) {
    if (value.locked || value._disturbed) {
      throw new TypeError("The stream of a body must be neither locked nor read from");
    }
    return value;
  }
  return value[Symbol.asyncIterator] === undefined ? undefined : ReadableStream.from(value);
}

/** The bytes of content that is at hand as such or as text, or undefined. */
export const bytesOf = ({ bytes, text }) =>
  bytes ?? (text === undefined ? undefined : new TextEncoder().encode(text));

/** The byte source of content of any form. */
export function sourceOf(content) {
  const { blobOf, sourceOf: sourceOfBlob } = require("lazy:blob");
  if (content.source !== undefined) {
    return content.source;
  }
  if (content.stream !== undefined) {
    return sourceOfStream(content.stream);
  }
  return sourceOfBlob(content.blob ?? blobOf([bytesOf(content)], ""));
}

function sourceOfStream(stream) {
  const reader = stream.getReader();
  return {
    async pull() {
      const { done, value } = await reader.read();
      if (!done && !(value instanceof Uint8Array)) {
        throw new TypeError("The stream of a body must give Uint8Arrays");
      }
      return done ? undefined : value;
    },
    cancel: (reason) => reader.cancel(reason),
  };
}

async function readAll(source) {
  const chunks = [];
  let size = 0;
  for (let chunk = await source.pull(); chunk !== undefined; chunk = await source.pull()) {
    chunks.push(chunk);
    size += chunk.byteLength;
  }
  if (chunks.length === 1) {
    return chunks[0];
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < chunks.length; i++) {
    all.set(chunks[i], at);
    at += chunks[i].byteLength;
    chunks[i] = undefined;
  }
  return all;
}

/** Takes the content of `body`, which counts as read from now on. */
export let take;

/** The content of `body` and of a copy of it. */
export let share;

/** Gives a new body its content. */
export let hold;

export let hasContent;

export class Body {
  #content = null;
  #used = false;

  static {
    hold = (body, content) => {
      body.#content = content;
    };
    hasContent = (body) => body.#content !== null;
    take = (body) => {
      body.#requireUnused();
      body.#used = true;
      return body.#content;
    };
    share = (body) => {
      body.#requireUnused();
      const content = body.#content;
      if (content === null || (content.bytes ?? content.text ?? content.blob) !== undefined) {
        // A stream that was asked for gives the same bytes.
        return content && { ...content, stream: undefined };
      }
      const [mine, copy] = body.body.tee();
      body.#content = { stream: mine, type: content.type };
      return { stream: copy, type: content.type };
    };
  }

  get body() {
    const content = this.#content;
    if (content === null) {
      return null;
    }
    if (content.stream === undefined) {
      const { streamOf } = require("lazy:blob");
      content.stream = streamOf(sourceOf(content));
      content.source = undefined;
    }
    return content.stream;
  }

  get bodyUsed() {
    return this.#used || this.#content?.stream?._disturbed === true;
  }

  async bytes() {
    const content = take(this);
    if (content === null) {
      return new Uint8Array(0);
    }
    if (content.stream !== undefined) {
      return await readAll(sourceOfStream(content.stream));
    }
    if (content.text !== undefined) {
      return bytesOf(content);
    }
    // The caller may change what it gets.
    return content.bytes?.slice() ?? (await (content.blob?.bytes() ?? readAll(content.source)));
  }

  async arrayBuffer() {
    const bytes = await this.bytes();
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  }

  async text() {
    const content = this.#content;
    if (content?.text !== undefined && content.stream === undefined) {
      take(this);
      // As decoding it would.
      return content.text.replace(/^\ufeff/, "");
    }
    return new TextDecoder().decode(await this.bytes());
  }

  async json() {
    return JSON.parse(await this.text());
  }

  async blob() {
    const { blobOf } = require("lazy:blob");
    const type = this.headers.get("content-type") ?? "";
    return blobOf([await this.bytes()], type);
  }

  async formData() {
    core.requireAction("formData()");
    const type = this.headers.get("content-type") ?? "";
    if (/^multipart\/form-data\b/i.test(type)) {
      const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
      if (boundary === null) {
        throw new TypeError("The content type multipart/form-data has no boundary");
      }
      return decode(await formBytes(this), boundary[1] ?? boundary[2]);
    }
    if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
      throw new TypeError(`A form cannot be read from content of type "${type}"`);
    }
    const form = new FormData();
    const text = new TextDecoder().decode(await formBytes(this));
    for (const [name, value] of new URLSearchParams(text)) {
      form.append(name, value);
    }
    return form;
  }

  #requireUnused() {
    if (this.bodyUsed || this.#content?.stream?.locked) {
      throw new TypeError("Body is unusable: it has been read or is being read");
    }
  }
}

async function formBytes(body) {
  const content = take(body);
  const source = content === null ? undefined : sourceOf(content);
  let size = 0;
  const limited = {
    async pull() {
      const chunk = await source?.pull();
      size += chunk?.byteLength ?? 0;
      if (size > FORM_BYTES_MAX) {
        await source.cancel();
        throw new TypeError("formData() reads bodies of up to 20 MiB");
      }
      return chunk;
    },
  };
  return await readAll(limited);
}
