// Plays scenarios in a real browser: `npm run e2e live offline`; without names it lists them.
// CHAT_URL is where the page is, CHROMIUM the browser, CHAT_PICTURES where screenshots go,
// and VITE_CONVEX_URL the server, unless .env.local says it.
import os from "node:os";
import readline from "node:readline/promises";
import { loadEnv } from "vite";
import * as scenarios from "./scenarios.mjs";
import { Stage } from "./stage.mjs";

const names = process.argv.slice(2);
if (names.length === 0) {
  console.log(Object.keys(scenarios).join("\n"));
}
const server = loadEnv("production", process.cwd()).VITE_CONVEX_URL;
const keyboard = readline.createInterface({ input: process.stdin });

/** Asks whoever runs this to do something and to press Enter when it is done. */
async function ask(what) {
  console.log(`${what} Then press Enter.`);
  await keyboard.question("");
}

const pictures = process.env.CHAT_PICTURES ?? os.tmpdir();
for (const name of names) {
  const stage = await Stage.open({
    address: process.env.CHAT_URL ?? "http://localhost:4173/",
    executable: process.env.CHROMIUM ?? "/usr/bin/chromium",
    pictures,
  });
  try {
    await scenarios[name](stage, { server, ask });
  } catch (error) {
    await stage.pictures(`failed-${name}`);
    console.log(`Failed: ${name}. What everybody saw is in ${pictures}.`);
    throw error;
  } finally {
    await stage.close();
  }
  console.log(`Played: ${name}`);
}
keyboard.close();
