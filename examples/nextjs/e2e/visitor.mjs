/** Somebody with a browser's cookies and no browser. */
export class Visitor {
  #cookies = new Map();
  #reach;

  /** Goes to an address as it is, or to where `reach` says that it leads. */
  constructor(reach = (url) => url) {
    this.#reach = reach;
  }

  /** Sends a request without following where it leads, and keeps the cookies that it brings. */
  async send(url, { headers = {}, ...request } = {}) {
    const { hostname } = new URL(url);
    const cookies = this.cookies(hostname);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(this.#reach(url), {
      redirect: "manual",
      ...request,
      headers: cookie === "" ? headers : { ...headers, cookie },
    });
    for (const text of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(text);
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(text)) {
        cookies.delete(name);
      } else {
        cookies.set(name, value);
      }
    }
    return response;
  }

  /** Sends an object as JSON, with what a browser says about the page that does it. */
  async post(url, body) {
    const headers = { "content-type": "application/json", origin: new URL(url).origin };
    return await this.send(url, { method: "POST", body: JSON.stringify(body), headers });
  }

  /** The cookies for a host, which may be changed. */
  cookies(hostname) {
    const cookies = this.#cookies.get(hostname) ?? new Map();
    this.#cookies.set(hostname, cookies);
    return cookies;
  }

  /** Goes from page to page, signing in as `name` where it is asked, until an address of `home`. */
  async signsIn(url, { name, home }) {
    let next = new URL(url);
    for (let hops = 0; hops < 20; hops++) {
      if (next.href.startsWith(home)) {
        return next;
      }
      let response = await this.send(next);
      if (response.status === 200) {
        response = await this.#submits(next, await response.text(), name);
      }
      const location = response.headers.get("location");
      if (location === null) {
        throw new Error(`${next} led nowhere: ${response.status} ${await response.text()}`);
      }
      next = new URL(location, next);
    }
    throw new Error(`no end of redirects, the last to ${next}`);
  }

  async #submits(url, page, name) {
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page);
    const [, prompt] = /name="prompt" value="([^"]+)"/.exec(page);
    const body = new URLSearchParams({ prompt, login: name, password: "any" });
    return await this.send(new URL(action, url), { method: "POST", body });
  }
}
