// Plays scenarios: `node e2e/run.mjs signedIn`; without names it lists them.
// APP_URL is where the application is, ISSUER_URL what issues the tokens.
import * as scenarios from "./scenarios.mjs";

const names = process.argv.slice(2);
if (names.length === 0) {
  console.log(Object.keys(scenarios).join("\n"));
}
for (const name of names) {
  await scenarios[name]();
  console.log(`Played: ${name}`);
}
