// Bundles the apps under apps/ with the options of the official CLI (convex 1.48.0), and writes
// OUTPUT/<app>.json: {"modules": [{path, source, sourceMap}], "schema": …, "definition": …,
// "nodeDependencies": […]}, each with the keys that a push has. Usage: node bundle.mjs OUTPUT
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2]);

const changed = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

if (changed(join(here, "node_modules/.package-lock.json")) < changed(join(here, "package-lock.json"))) {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    process.exit(1);
  }
}

const { build } = await import("esbuild");

const asyncHooks = {
  name: "async-hooks",
  setup(builder) {
    builder.onResolve({ filter: /^(node:)?async_hooks$/ }, ({ path }) => ({ path, namespace: "hooks" }));
    builder.onLoad({ filter: /.*/, namespace: "hooks" }, () => ({
      contents: "export const { AsyncLocalStorage, AsyncResource } = globalThis;",
    }));
  },
};

const components = {
  name: "components",
  setup(builder) {
    builder.onResolve({ filter: /\/convex\.config(\.js)?$/ }, ({ path, kind }) =>
      kind === "entry-point"
        ? undefined
        : {
            path: "./_componentDeps/" + Buffer.from(path.split("/").at(-2)).toString("base64url"),
            external: true,
          },
    );
  },
};

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The packages that an app's convex.json wants installed instead of bundled, where they are used. */
const externals = (names, used) => ({
  name: "externals",
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path }) => {
      if (!names.includes(path)) {
        return undefined;
      }
      used.add(path);
      return { path, external: true };
    });
  },
});

/** Modules that say "use node", and the packages that have to be installed for them. */
async function bundleForNode(app, entryPoints) {
  const settings = join(here, "apps", app, "convex.json");
  const names = existsSync(settings) ? readJson(settings).node.externalPackages : [];
  const used = new Set();
  const modules = await bundle(app, entryPoints, true, {
    platform: "node",
    chunkNames: "_deps/node/[hash]",
    plugins: [externals(names, used)],
  });
  const version = (name) => readJson(join(here, "node_modules", name, "package.json")).version;
  return { modules, dependencies: [...used].map((name) => ({ name, version: version(name) })) };
}

async function bundle(app, entryPoints, splitting, forNode) {
  const { outputFiles } = await build({
    absWorkingDir: join(here, "apps", app),
    entryPoints,
    bundle: true,
    platform: "browser",
    format: "esm",
    target: "esnext",
    jsx: "automatic",
    outdir: "out",
    outbase: "convex",
    conditions: ["convex", "module"],
    plugins: [asyncHooks, components],
    write: false,
    sourcemap: true,
    sourcesContent: false,
    splitting,
    chunkNames: "_deps/[hash]",
    treeShaking: true,
    minifySyntax: true,
    minifyIdentifiers: true,
    minifyWhitespace: false,
    keepNames: true,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
    ...forNode,
  });
  const root = join(here, "apps", app, "out");
  const text = new Map(outputFiles.map((file) => [relative(root, file.path), file.text]));
  return [...text.keys()]
    .filter((path) => !path.endsWith(".map"))
    .map((path) => ({
      path,
      source: text.get(path),
      sourceMap: text.get(path + ".map"),
      environment: forNode === undefined ? "isolate" : "node",
    }));
}

mkdirSync(output, { recursive: true });
for (const app of readdirSync(join(here, "apps"))) {
  const folder = join(here, "apps", app, "convex");
  const files = readdirSync(folder, { recursive: true }).filter((name) => /\.[jt]s$/.test(name));
  const entries = files.filter((name) => name !== "schema.ts" && name.split(".").length === 2);
  const single = async (name) =>
    files.includes(name) ? (await bundle(app, [`convex/${name}`], false))[0] : null;
  const isForNode = (name) => /^\s*["']use node["']/.test(readFileSync(join(folder, name), "utf8"));
  const paths = (names) => names.map((name) => `convex/${name}`);
  const inNode = paths(entries.filter(isForNode));
  const others = paths(entries.filter((name) => !isForNode(name)));
  const node =
    inNode.length === 0 ? { modules: [], dependencies: [] } : await bundleForNode(app, inNode);
  const modules = others.length === 0 ? [] : await bundle(app, others, true);
  modules.push(...node.modules);
  const auth = await single("auth.config.ts");
  writeFileSync(
    join(output, `${app}.json`),
    JSON.stringify({
      modules: auth === null ? modules : [...modules, auth],
      schema: await single("schema.ts"),
      definition: await single("convex.config.ts"),
      nodeDependencies: node.dependencies,
    }),
  );
}
