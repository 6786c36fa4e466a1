// `Response` (Fetch Standard §5.5).

import { Body, contentOf, hold, share } from "./body.js";
import { Headers, freezeHeaders } from "./headers.js";

const BODILESS = [101, 103, 204, 205, 304];
const REDIRECTS = [301, 302, 303, 307, 308];
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A response as it came over the network. */
export let received;

export class Response extends Body {
  #status = 200;
  #statusText = "";
  #headers;
  #type = "default";
  #url = "";
  #redirected = false;

  static {
    received = ({ status, statusText, headers, url, redirected }, content) => {
      const response = new Response();
      response.#status = status;
      response.#statusText = statusText;
      response.#headers = freezeHeaders(new Headers(headers));
      response.#type = "basic";
      response.#url = url;
      response.#redirected = redirected;
      hold(response, content);
      return response;
    };
  }

  constructor(body = null, init = {}) {
    super();
    const { status = 200, statusText = "", headers } = init ?? {};
    this.#status = Math.trunc(+status);
    if (!(this.#status >= 200 && this.#status <= 599)) {
      throw new RangeError(`The status of a response is from 200 to 599, not ${status}`);
    }
    this.#statusText = `${statusText}`;
    if (!REASON.test(this.#statusText)) {
      throw new TypeError("Invalid statusText");
    }
    this.#headers = new Headers(headers);
    if (body !== null) {
      if (BODILESS.includes(this.#status)) {
        throw new TypeError(`A response with status ${this.#status} has no body`);
      }
      const content = contentOf(body);
      hold(this, content);
      if (content.type !== null && !this.#headers.has("content-type")) {
        this.#headers.set("content-type", content.type);
      }
    }
  }

  static error() {
    const response = new Response();
    response.#type = "error";
    response.#status = 0;
    freezeHeaders(response.#headers);
    return response;
  }

  static redirect(url, status = 302) {
    const target = new (require("lazy:url").URL)(`${url}`);
    if (!REDIRECTS.includes(status)) {
      throw new RangeError(`${status} is not the status of a redirect`);
    }
    const response = new Response(null, { status, headers: { location: target.href } });
    freezeHeaders(response.#headers);
    return response;
  }

  static json(data, init = {}) {
    const text = JSON.stringify(data);
    if (text === undefined) {
      throw new TypeError("The value is not JSON");
    }
    const headers = new Headers(init?.headers);
    if (!headers.has("content-type")) {
      headers.set("content-type", "application/json");
    }
    return new Response(text, { ...init, headers });
  }

  get status() {
    return this.#status;
  }

  get statusText() {
    return this.#statusText;
  }

  get ok() {
    return this.#status >= 200 && this.#status <= 299;
  }

  get headers() {
    return this.#headers;
  }

  get type() {
    return this.#type;
  }

  get url() {
    return this.#url;
  }

  get redirected() {
    return this.#redirected;
  }

  clone() {
    const content = share(this);
    const copy = new Response();
    copy.#status = this.#status;
    copy.#statusText = this.#statusText;
    copy.#headers = new Headers(this.#headers);
    copy.#type = this.#type;
    copy.#url = this.#url;
    copy.#redirected = this.#redirected;
    hold(copy, content);
    return copy;
  }
}
