// Bundles frontend/src into the folder given as the only argument, and writes manifest.json there:
// entry name -> hashed file name. Called by hatch_build.py; `npm run build` does the same while developing.
import { build } from "esbuild";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? "");
if (!process.argv[2]) throw new Error("usage: node build.mjs OUTPUT_FOLDER");

const entries = ["app.ts", "theme.ts", "map_page.ts", "lab_page.ts", "claims.ts", "app.css", "map_page.css", "lab_page.css", "progress.css"];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: entries.map((entry) => join("src", entry)),
  outdir: out,
  bundle: true,
  format: "esm",
  splitting: true, // the languages of the editor are loaded when a file needs them
  minify: true,
  target: "es2022",
  legalComments: "eof",
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [file, made] of Object.entries(result.metafile.outputs)) {
  if (made.entryPoint && entries.includes(basename(made.entryPoint))) {
    const extension = made.entryPoint.endsWith(".css") ? ".css" : ".js";
    manifest[basename(made.entryPoint).replace(/\.\w+$/, extension)] = relative(out, resolve(here, file));
  }
}
const missing = entries.length - Object.keys(manifest).length;
if (missing) throw new Error(`${missing} entry points were not built`);
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
