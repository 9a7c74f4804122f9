import { type BuildOptions, buildSync } from "esbuild"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as lambda from "aws-cdk-lib/aws-lambda"

export const root = join(import.meta.dirname, "../../..")
const output = join(root, "infra/dist/bundles")

/** Modules of the workspace, from its root, in the order in which they run; the last one's `handler` is the function's. */
export interface Entry {
  readonly name: string
  readonly source: string
}

/** A handler's module; what `before` names runs first, such as what fetches secrets. */
export const handlerEntry = (name: string, module: string, before: ReadonlyArray<string> = []): Entry => {
  for (const path of [...before, module])
    if (!existsSync(join(root, path))) throw new Error(`${name}: there is no ${path}`)
  const imports = before.map((path) => `import "./${path}"\n`).join("")
  return { name, source: `${imports}export { handler } from "./${module}"\n` }
}

/** How every handler is bundled: one small ESM file, always the same bytes for the same sources. */
export const bundling = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  mainFields: ["module", "main"],
  minify: true,
  legalComments: "none",
  // A bundle that is ESM still holds packages that call `require`.
  banner: { js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);` },
  logLevel: "error",
} as const satisfies BuildOptions

/** Bundles an entry and returns the folder of its one file. */
export const bundle = ({ name, source }: Entry): string => {
  const folder = join(output, name)
  mkdirSync(folder, { recursive: true })
  buildSync({
    ...bundling,
    stdin: { contents: source, resolveDir: root, sourcefile: `${name}.ts`, loader: "ts" },
    outfile: join(folder, "index.mjs"),
  })
  return folder
}

/** The code of an entry; tests that look at templates only leave it out (`"aws:cdk:bundling-stacks": []`). */
export const codeOf = (entry: Entry, bundled: boolean): lambda.Code => {
  if (bundled) return lambda.Code.fromAsset(bundle(entry))
  const folder = join(output, "nothing")
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "index.mjs"), "export const handler = () => {}\n")
  return lambda.Code.fromAsset(folder)
}
