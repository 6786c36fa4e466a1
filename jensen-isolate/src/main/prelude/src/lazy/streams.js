import core from "core";
import * as streams from "web-streams-polyfill";

export * from "web-streams-polyfill";

class Piped {
  #transform;

  constructor(transformer) {
    this.#transform = new streams.TransformStream(transformer);
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }
}

export class TextEncoderStream extends Piped {
  constructor() {
    const encoder = new TextEncoder();
    let high = "";
    super({
      transform(chunk, controller) {
        let text = high + `${chunk}`;
        // Half a surrogate pair waits for the other half.
        const cut = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
        high = text.slice(cut);
        text = text.slice(0, cut);
        if (text !== "") {
          controller.enqueue(encoder.encode(text));
        }
      },
      flush(controller) {
        if (high !== "") {
          controller.enqueue(encoder.encode(high));
        }
      },
    });
  }

  get encoding() {
    return "utf-8";
  }
}

export class TextDecoderStream extends Piped {
  #decoder;

  constructor(label = "utf-8", options = {}) {
    const decoder = new TextDecoder(label, options);
    const enqueue = (controller, text) => {
      if (text !== "") {
        controller.enqueue(text);
      }
    };
    super({
      transform: (chunk, controller) => enqueue(controller, decoder.decode(chunk, { stream: true })),
      flush: (controller) => enqueue(controller, decoder.decode()),
    });
    this.#decoder = decoder;
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get fatal() {
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }
}

core.tag({ ...streams, TextEncoderStream, TextDecoderStream });
