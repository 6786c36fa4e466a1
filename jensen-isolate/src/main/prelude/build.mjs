// Bundles src/ into the prelude of V8 contexts, and beside it into the host of "use node" modules.
// Usage: node build.mjs OUTPUT
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** Swaps parts of dependencies that need Node or would put large tables into every context. */
const fitting = {
  name: "fitting",
  setup(builder) {
    const from = createRequire(require.resolve("whatwg-url"));
    builder.onResolve({ filter: /util\.inspect$/ }, () => ({ path: resolve(here, "src/nothing.cjs") }));
    builder.onResolve({ filter: /^tr46$/ }, () => ({ path: resolve(here, "src/domain.cjs") }));
    builder.onResolve({ filter: /^tr46-tables$/ }, () => ({ path: from.resolve("tr46") }));
    builder.onResolve({ filter: /^@exodus\/bytes\/encoding\.js$/ }, () => ({
      path: resolve(here, "node_modules/@exodus/bytes/encoding-lite.js"),
    }));
    const shared = JSON.stringify(resolve(here, "src/shared-array-buffer.cjs"));
    builder.onLoad({ filter: /(webidl-conversions.lib.index|whatwg-url.lib.utils)\.js$/ }, async ({ path }) => ({
      contents: `const { SharedArrayBuffer } = require(${shared});\n${await readFile(path, "utf8")}`,
    }));
  },
};

/** Makes `require("lazy:name")` evaluate lazy/name.js, all of it, when it is first reached. */
const lazy = {
  name: "lazy",
  setup(builder) {
    builder.onResolve({ filter: /^lazy:/ }, ({ path }) => ({ path, namespace: "lazy" }));
    builder.onResolve({ filter: /^core$/ }, () => ({ path: resolve(here, "src/core.cjs") }));
    builder.onLoad({ filter: /.*/, namespace: "lazy" }, async ({ path }) => {
      const { outputFiles } = await build({
        ...options,
        entryPoints: [`src/lazy/${path.slice("lazy:".length)}.js`],
        format: "cjs",
        // All share one of each.
        external: ["core", "lazy:*"],
        write: false,
      });
      return { contents: outputFiles[0].text };
    });
  },
};

/** Puts lazy/name.js where `require("lazy:name")` is: a process that starts once need not save that. */
const eager = {
  name: "eager",
  setup(builder) {
    builder.onResolve({ filter: /^lazy:/ }, ({ path }) => ({
      path: resolve(here, `src/lazy/${path.slice("lazy:".length)}.js`),
    }));
  },
};

const options = {
  absWorkingDir: here,
  bundle: true,
  // Not "browser": nothing a browser has is here yet. Bare engines go by the name of the one that
  // most packages know.
  platform: "neutral",
  mainFields: ["react-native", "module", "main"],
  conditions: ["react-native"],
  target: "esnext",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  plugins: [fitting],
  logLevel: "warning",
};

await build({
  ...options,
  entryPoints: ["src/main.js"],
  format: "iife",
  outfile: resolve(process.argv[2]),
  plugins: [fitting, lazy],
});

await build({
  ...options,
  entryPoints: ["src/node/main.js"],
  platform: "node",
  mainFields: ["main"],
  conditions: [],
  target: "node20",
  format: "cjs",
  outfile: resolve(dirname(process.argv[2]), "node-host.cjs"),
  plugins: [fitting, eager],
});
