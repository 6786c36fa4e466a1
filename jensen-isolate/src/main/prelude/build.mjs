// Bundles src/ into one script. Usage: node build.mjs OUTPUT
import { build } from "esbuild";
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
  },
};

await build({
  absWorkingDir: here,
  entryPoints: ["src/main.js"],
  outfile: resolve(process.argv[2]),
  bundle: true,
  format: "iife",
  // Not "browser": nothing a browser has is here yet.
  platform: "neutral",
  mainFields: ["module", "main"],
  target: "esnext",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  plugins: [fitting],
  logLevel: "warning",
});
