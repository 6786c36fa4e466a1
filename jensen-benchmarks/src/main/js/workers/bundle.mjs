// Prints {path: source} of the modules here, bundled with the options of the official CLI.
import { build } from "esbuild";
import { relative, resolve } from "node:path";

const { outputFiles } = await build({
  entryPoints: ["fresh.ts", "reuse.ts"],
  bundle: true,
  platform: "browser",
  format: "esm",
  target: "esnext",
  outdir: "out",
  conditions: ["convex", "module"],
  write: false,
  splitting: true,
  chunkNames: "_deps/[hash]",
  minifySyntax: true,
  minifyIdentifiers: true,
  keepNames: true,
  define: { "process.env.NODE_ENV": '"production"' },
});
console.log(
  JSON.stringify(
    Object.fromEntries(outputFiles.map((file) => [relative(resolve("out"), file.path), file.text])),
  ),
);
