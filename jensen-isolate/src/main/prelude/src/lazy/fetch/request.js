// `Request` (Fetch Standard §5.4).

import { Body, contentOf, hasContent, hold, share, take } from "./body.js";
import { Headers } from "./headers.js";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const NORMALIZED = /^(delete|get|head|options|post|put)$/i;
const FORBIDDEN = /^(connect|trace|track)$/i;

/** What nothing here makes a difference to, as a browser's request has it by default. */
const FIXED = {
  destination: "",
  referrer: "about:client",
  referrerPolicy: "",
  mode: "cors",
  credentials: "same-origin",
  cache: "default",
  integrity: "",
  keepalive: false,
  duplex: "half",
};

/**
 * A URL that parsing would give back unchanged: what the host was asked for, nearly always. The parser
 * is large, and each context that needs it evaluates it anew.
 */
const SERIALIZED =
  /^https?:\/\/(?:(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*|(?:(?:[1-9]\d?|1\d\d|0)\.){3}(?:[1-9]\d?|1\d\d|0))(?::[1-9]\d{3})?\/[\w\-.~!$&()*+,;=:@/%]*(?:\?[\w\-.~!$&()*+,;=:@/%?]*)?$/;
const CHANGED = /^[^?]*(?:\/\.|%2e|\/\/xn--|\.xn--)/i;

const isSerialized = (text) =>
  typeof text === "string" && SERIALIZED.test(text) && !CHANGED.test(text);

function urlOf(input) {
  if (isSerialized(input)) {
    return input;
  }
  let url;
  try {
    url = new (require("lazy:url").URL)(`${input}`);
  } catch {
    throw new TypeError(`Failed to parse URL from ${input}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(
      `Request cannot be constructed from a URL that includes credentials: ${input}`,
    );
  }
  return url.href;
}

function methodOf(value) {
  const method = `${value}`;
  if (!TOKEN.test(method) || FORBIDDEN.test(method)) {
    throw new TypeError(`'${method}' is not a valid HTTP method.`);
  }
  return NORMALIZED.test(method) ? method.toUpperCase() : method;
}

function redirectOf(value) {
  const redirect = `${value}`;
  if (redirect !== "follow" && redirect !== "error" && redirect !== "manual") {
    throw new TypeError(`'${redirect}' is not a valid redirect mode.`);
  }
  return redirect;
}

/** A signal of its own, which follows the given one. */
function signalOf(given) {
  const { AbortController, AbortSignal } = require("lazy:events");
  if (given === null) {
    return new AbortController().signal;
  }
  if (!(given instanceof AbortSignal)) {
    throw new TypeError("The signal of a request must be an AbortSignal");
  }
  return AbortSignal.any([given]);
}

/** Has `watch` called with the controller of the request's signal, if anybody asks for that. */
export let whenSignalIsWanted;

export class Request extends Body {
  static {
    whenSignalIsWanted = (request, watch) => {
      request.#watch = watch;
    };
  }

  #method;
  #url;
  #headers;
  #redirect;
  #signal;
  #watch;
  #fixed;

  constructor(input, init = {}) {
    super();
    const options = init ?? {};
    const from = input instanceof Request ? input : undefined;
    this.#url = from === undefined ? urlOf(input) : from.url;
    this.#method = options.method === undefined ? (from?.method ?? "GET") : methodOf(options.method);
    this.#redirect = redirectOf(options.redirect ?? from?.redirect ?? "follow");
    this.#headers = new Headers(options.headers ?? from?.headers);
    const signal = options.signal === undefined ? from?.#signal : options.signal;
    if (signal !== undefined) {
      this.#signal = signalOf(signal);
    } else {
      this.#watch = from?.#watch;
    }
    this.#fixed = {};
    for (const name of Object.keys(FIXED)) {
      this.#fixed[name] = options[name] ?? from?.[name] ?? FIXED[name];
    }
    this.#holdContent(options.body ?? null, from);
  }

  #holdContent(body, from) {
    const given = body === null ? null : contentOf(body);
    const inherits = given === null && from !== undefined && hasContent(from);
    if ((given !== null || inherits) && (this.#method === "GET" || this.#method === "HEAD")) {
      throw new TypeError("Request with GET/HEAD method cannot have body.");
    }
    const content = inherits ? take(from) : given;
    hold(this, content && { ...content });
    if (given !== null && given.type !== null && !this.#headers.has("content-type")) {
      this.#headers.set("content-type", given.type);
    }
  }

  get method() {
    return this.#method;
  }

  get url() {
    return this.#url;
  }

  get headers() {
    return this.#headers;
  }

  get redirect() {
    return this.#redirect;
  }

  get signal() {
    if (this.#signal === undefined) {
      const controller = new (require("lazy:events").AbortController)();
      this.#signal = controller.signal;
      this.#watch?.(controller);
    }
    return this.#signal;
  }

  clone() {
    const content = share(this);
    const { method, headers, redirect } = this;
    const copy = new Request(this.#url, { ...this.#fixed, method, headers, redirect, signal: this.signal });
    hold(copy, content);
    return copy;
  }

  static {
    for (const name of Object.keys(FIXED)) {
      Object.defineProperty(Request.prototype, name, {
        get() {
          return this.#fixed[name];
        },
        enumerable: true,
        configurable: true,
      });
    }
  }
}
