// Node's side of the exchange. `node.mjs produce` writes cases by family; `node.mjs consume` reads
// such and writes what is wrong with them.
import { readFileSync } from "node:fs";
import { consume, families, produce } from "./exchange.js";

const { subtle } = globalThis.crypto;
if (process.argv[2] === "produce") {
  const cases = {};
  for (const family of families) {
    cases[family] = await produce(subtle, family);
  }
  console.log(JSON.stringify(cases));
} else {
  const failures = [];
  for (const [family, cases] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
    failures.push(...(await consume(subtle, family, cases)));
  }
  console.log(JSON.stringify(failures));
}
