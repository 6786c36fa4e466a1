// `FormData` (XMLHttpRequest Standard §4).

const text = (value) => `${value}`.toWellFormed();

function entry(name, value, filename) {
  const { Blob, File } = require("lazy:blob");
  if (!(value instanceof Blob)) {
    if (filename !== undefined) {
      throw new TypeError("Only a Blob has a file name");
    }
    return [text(name), text(value)];
  }
  if (value instanceof File && filename === undefined) {
    return [text(name), value];
  }
  const { type, lastModified } = value;
  const file = new File([value], filename ?? value.name ?? "blob", { type, lastModified });
  return [text(name), file];
}

export class FormData {
  #entries = [];

  constructor(form) {
    if (form !== undefined) {
      throw new TypeError("There are no forms to make FormData from");
    }
  }

  append(name, value, filename) {
    this.#entries.push(entry(name, value, filename));
  }

  set(name, value, filename) {
    const replacement = entry(name, value, filename);
    const at = this.#entries.findIndex(([other]) => other === replacement[0]);
    if (at < 0) {
      this.#entries.push(replacement);
    } else {
      this.#entries = this.#entries.filter((other, i) => i <= at || other[0] !== replacement[0]);
      this.#entries[at] = replacement;
    }
  }

  delete(name) {
    const gone = text(name);
    this.#entries = this.#entries.filter(([other]) => other !== gone);
  }

  get(name) {
    return this.getAll(name)[0] ?? null;
  }

  getAll(name) {
    const wanted = text(name);
    return this.#entries.filter(([other]) => other === wanted).map(([, value]) => value);
  }

  has(name) {
    return this.getAll(name).length > 0;
  }

  forEach(callback, self) {
    for (const [name, value] of this) {
      callback.call(self, value, name, this);
    }
  }

  *entries() {
    for (const [name, value] of this.#entries) {
      yield [name, value];
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
}
