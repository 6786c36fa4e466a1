// Installs what package-lock.json says, unless it is installed, bundles the prelude, and takes the
// data of languages from where it is, each unless the result is newer than everything it is made of.
// Usage: node install-and-build.mjs OUTPUT, the prelude; the data goes beside it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2]);
const installed = join(here, "node_modules/.package-lock.json");

const changed = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(error ?? `${command} ${args.join(" ")} failed`);
    process.exit(1);
  }
}

if (changed(installed) < changed(join(here, "package-lock.json"))) {
  run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
}

/** Runs `script` unless `output` is newer than everything it is made of. */
function make(output, script, ...inputs) {
  const own = ["package.json", "install-and-build.mjs", script].map((name) => join(here, name));
  if (changed(output) < Math.max(...[installed, ...own, ...inputs].map(changed))) {
    mkdirSync(dirname(output), { recursive: true });
    run(process.execPath, script, output);
  }
}

const sources = readdirSync(join(here, "src"), { recursive: true }).map((name) => join(here, "src", name));
make(output, "build.mjs", ...sources);
// ICU looks for the name of its version. V8 itself is there for this platform only, as is the source.
if (process.platform === "linux" && process.arch === "x64") {
  make(join(dirname(output), "icudt77l.dat"), "language-data.mjs");
}
