// Installs what package-lock.json says, unless it is installed, and bundles the prelude, unless the
// bundle is newer than everything it is made of. Usage: node install-and-build.mjs OUTPUT
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

const inputs = [
  installed,
  ...["package.json", "build.mjs", "install-and-build.mjs"].map((name) => join(here, name)),
  ...readdirSync(join(here, "src"), { recursive: true }).map((name) => join(here, "src", name)),
];
if (changed(output) < Math.max(...inputs.map(changed))) {
  mkdirSync(dirname(output), { recursive: true });
  run(process.execPath, "build.mjs", output);
}
