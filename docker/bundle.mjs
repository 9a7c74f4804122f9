import { build } from "esbuild"
import { existsSync } from "node:fs"

/**
 * `node docker/bundle.mjs <out> <name>=<entry> …`: each entry as one file of JavaScript with all that it imports. A bundle that is
 * ESM still holds packages that call `require`.
 */
const [out, ...pairs] = process.argv.slice(2)
const entryPoints = Object.fromEntries(pairs.map((pair) => pair.split("=")))
for (const entry of Object.values(entryPoints)) {
  if (!existsSync(entry)) {
    console.error(`There is no ${entry}`)
    process.exit(1)
  }
}
await build({
  entryPoints,
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minify: true,
  keepNames: true,
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
  external: ["pg-native"],
  banner: { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` },
  logLevel: "warning",
})
