import { build } from "esbuild"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { bundling, root } from "../../src/constructs/Bundle.ts"
import type { Program } from "./Programs.ts"

/** Bundles programs as a deployment does, but in one go, which parses what they share once; gives the file of each. */
export const bundleAll = async (
  programs: ReadonlyArray<Program>,
  folder: string,
): Promise<(program: Program) => string> => {
  const sources = new Map(programs.map(({ entry }) => [entry.name, entry.source]))
  await build({
    ...bundling,
    entryPoints: Object.fromEntries([...sources.keys()].map((name) => [name, `program:${name}`])),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    plugins: [
      {
        name: "program",
        setup: ({ onLoad, onResolve }) => {
          onResolve({ filter: /^program:/ }, ({ path }) => ({ path: path.slice(8), namespace: "program" }))
          onLoad({ filter: /./, namespace: "program" }, ({ path }) => ({
            contents: sources.get(path) ?? "",
            resolveDir: root,
            loader: "ts",
          }))
        },
      },
    ],
  })
  return ({ entry }) => join(folder, `${entry.name}.mjs`)
}

/** Imports a program and calls it where a deployment calls it; whatever it throws was told by it before. */
const importing = (file: string, call: boolean) => `
const { handler } = await import(${JSON.stringify(file)}).catch(() => process.exit(1))
if (handler === undefined) await new Promise(() => setInterval(() => {}, 60_000))
if (${call}) await handler().catch(() => process.exit(1))
console.log('"message":"started"')
process.exit(0)`

/** Starts a program with these variables and no others; how it begins: "started", or what it says why not. */
export const begins = async (file: string, env: Record<string, string>, call: boolean): Promise<string> => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", importing(file, call)], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  })
  const patience = setTimeout(() => child.kill("SIGKILL"), 20_000)
  const ended = once(child, "close")
  let output = ""
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => {
      output += text.toString()
      if (/"message":"(started|cannot start[^"]*)"/u.test(output)) child.kill("SIGKILL")
    })
  await ended
  clearTimeout(patience)
  return /"message":"(?:cannot start: )?([^"]*)"/u.exec(output)?.[1] ?? output
}
