// `Headers` (Fetch Standard §5.1).

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FORBIDDEN_IN_VALUES = /[\0\r\n]|[^\0-\xff]/;

function nameOf(value) {
  const name = `${value}`;
  if (!NAME.test(name)) {
    throw new TypeError(`Invalid header name: ${JSON.stringify(name)}`);
  }
  return name.toLowerCase();
}

function valueOf(name, raw) {
  const value = `${raw}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
  if (FORBIDDEN_IN_VALUES.test(value)) {
    throw new TypeError(`Invalid value of header ${name}: ${JSON.stringify(value)}`);
  }
  return value;
}

/** Makes headers that cannot be changed from now on. */
export let freezeHeaders;

/** Name and value, one pair for each line that is sent. */
export let pairsOf;

export class Headers {
  /** Lower-case name → values in the order in which they were added. */
  #values = new Map();
  #immutable = false;

  static {
    freezeHeaders = (headers) => {
      headers.#immutable = true;
      return headers;
    };
    pairsOf = (headers) => {
      const pairs = [];
      for (const [name, values] of headers.#values) {
        values.forEach((value) => pairs.push([name, value]));
      }
      return pairs;
    };
  }

  constructor(init) {
    if (init === undefined) {
      return;
    }
    if (init === null || (typeof init !== "object" && typeof init !== "function")) {
      throw new TypeError("Headers are made of an object or of pairs");
    }
    if (init instanceof Headers) {
      pairsOf(init).forEach(([name, value]) => this.append(name, value));
    } else if (init[Symbol.iterator] === undefined) {
      Reflect.ownKeys(init)
        .filter((name) => Object.prototype.propertyIsEnumerable.call(init, name))
        .forEach((name) => this.append(name, init[name]));
    } else {
      for (const pair of init) {
        const both = [...pair];
        if (both.length !== 2) {
          throw new TypeError("Each header must be a pair of name and value");
        }
        this.append(both[0], both[1]);
      }
    }
  }

  append(name, value) {
    const key = nameOf(name);
    const text = valueOf(key, value);
    this.#requireMutable();
    const values = this.#values.get(key);
    if (values === undefined) {
      this.#values.set(key, [text]);
    } else {
      values.push(text);
    }
  }

  set(name, value) {
    const key = nameOf(name);
    const text = valueOf(key, value);
    this.#requireMutable();
    this.#values.set(key, [text]);
  }

  delete(name) {
    const key = nameOf(name);
    this.#requireMutable();
    this.#values.delete(key);
  }

  get(name) {
    return this.#values.get(nameOf(name))?.join(", ") ?? null;
  }

  has(name) {
    return this.#values.has(nameOf(name));
  }

  getSetCookie() {
    return [...(this.#values.get("set-cookie") ?? [])];
  }

  forEach(callback, self) {
    for (const [name, value] of this) {
      callback.call(self, value, name, this);
    }
  }

  *entries() {
    for (const name of [...this.#values.keys()].sort()) {
      if (name === "set-cookie") {
        for (const value of this.getSetCookie()) {
          yield [name, value];
        }
      } else {
        yield [name, this.get(name)];
      }
    }
  }

  *keys() {
    for (const [name] of this) {
      yield name;
    }
  }

  *values() {
    for (const [, value] of this) {
      yield value;
    }
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  #requireMutable() {
    if (this.#immutable) {
      throw new TypeError("These headers are immutable");
    }
  }
}
