// Plays scenarios of the application in whose folder it runs: `node ../e2e/run.mjs signedIn`; without
// names it lists them. They find in the environment where everything is.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const scenarios = await import(pathToFileURL(resolve("e2e/scenarios.mjs")));
const names = process.argv.slice(2);
if (names.length === 0) {
  console.log(Object.keys(scenarios).join("\n"));
}
for (const name of names) {
  await scenarios[name]();
  console.log(`Played: ${name}`);
}
