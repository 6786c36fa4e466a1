// `Blob` and `File` (File API §§3, 4). A blob is a list of byte arrays that nobody changes, so slices
// and blobs of blobs share them.

import core from "core";

const CHUNK_BYTES = 65536;

/** The byte arrays a blob consists of. */
export let partsOf;

/** A blob of byte arrays that are nobody else's. */
export let blobOf;

const typeOf = (type) => (/^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : "");

function bytesOf(element, endings) {
  if (element instanceof Blob) {
    return partsOf(element);
  }
  if (element instanceof ArrayBuffer) {
    return [new Uint8Array(element.slice(0))];
  }
  if (ArrayBuffer.isView(element)) {
    return [new Uint8Array(element.buffer, element.byteOffset, element.byteLength).slice()];
  }
  const text = `${element}`;
  return [new TextEncoder().encode(endings === "native" ? text.replace(/\r\n?/g, "\n") : text)];
}

export class Blob {
  #parts;
  #size = 0;
  #type;

  static {
    partsOf = (blob) => blob.#parts;
    blobOf = (parts, type) => {
      const blob = new Blob([], { type });
      blob.#hold(parts);
      return blob;
    };
  }

  constructor(elements = [], options = {}) {
    if (typeof elements !== "object" || elements === null || !(Symbol.iterator in elements)) {
      throw new TypeError("A Blob is made of an iterable of its parts");
    }
    this.#type = typeOf(`${options?.type ?? ""}`);
    const parts = [];
    for (const element of elements) {
      parts.push(...bytesOf(element, options?.endings));
    }
    this.#hold(parts);
  }

  #hold(parts) {
    this.#parts = parts.filter((part) => part.byteLength > 0);
    this.#size = this.#parts.reduce((size, part) => size + part.byteLength, 0);
  }

  get size() {
    return this.#size;
  }

  get type() {
    return this.#type;
  }

  slice(start = 0, end = this.#size, type = "") {
    const within = (at) =>
      at < 0 ? Math.max(this.#size + Math.trunc(at), 0) : Math.min(Math.trunc(at) || 0, this.#size);
    const from = within(start);
    const to = within(end);
    const parts = [];
    let at = 0;
    for (const part of this.#parts) {
      const begin = Math.max(from - at, 0);
      const stop = Math.min(to - at, part.byteLength);
      if (begin < stop) {
        parts.push(part.subarray(begin, stop));
      }
      at += part.byteLength;
    }
    return blobOf(parts, `${type}`);
  }

  async bytes() {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.byteLength;
    }
    return all;
  }

  async arrayBuffer() {
    return (await this.bytes()).buffer;
  }

  async text() {
    return new TextDecoder().decode(await this.bytes());
  }

  stream() {
    return streamOf(sourceOf(this));
  }
}

/** What hands out a blob's bytes piece by piece: `pull` until it gives undefined. */
export function sourceOf(blob) {
  const parts = partsOf(blob);
  let index = 0;
  let at = 0;
  return {
    async pull() {
      if (index === parts.length) {
        return undefined;
      }
      const part = parts[index];
      const chunk = part.slice(at, at + CHUNK_BYTES);
      at += chunk.byteLength;
      if (at === part.byteLength) {
        index++;
        at = 0;
      }
      return chunk;
    },
    async cancel() {
      index = parts.length;
    },
  };
}

/** A byte stream that asks `source` only when somebody reads. */
export function streamOf(source) {
  const { ReadableStream } = require("lazy:streams");
  return new ReadableStream(
    {
      type: "bytes",
      start(controller) {
        source.onFailure?.((reason) => controller.error(reason));
      },
      async pull(controller) {
        const chunk = await source.pull();
        if (chunk === undefined) {
          controller.close();
          controller.byobRequest?.respond(0);
        } else {
          controller.enqueue(chunk);
        }
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

export class File extends Blob {
  #name;
  #lastModified;

  constructor(elements, name, options = {}) {
    if (arguments.length < 2) {
      throw new TypeError("A File needs its parts and a name");
    }
    super(elements, options);
    this.#name = `${name}`.toWellFormed();
    this.#lastModified =
      options?.lastModified === undefined ? Date.now() : Math.trunc(+options.lastModified) || 0;
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }

  get webkitRelativePath() {
    return "";
  }
}

core.tag({ Blob, File });
