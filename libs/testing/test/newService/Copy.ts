import { execFileSync, spawn, type SpawnOptions } from "node:child_process"
import { createHash } from "node:crypto"
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../../", import.meta.url))
// What was made or installed, and is no source.
const left = new Set(["node_modules", ".git", ".local", ".nx", "dist", "cdk.out"])

export interface Ended {
  readonly code: number
  readonly output: string
}

/** A copy of the repository whose packages are its own and whose other dependencies are ours. */
export interface Copy {
  readonly folder: string
  /** What the programs of node_modules/.bin start with. */
  readonly env: NodeJS.ProcessEnv
  run(program: string, ...args: ReadonlyArray<string>): Promise<Ended>
  read(file: string): string
  write(file: string, text: string): void
  /** Of the paths and contents of all sources. */
  fingerprint(): string
  remove(): void
}

const linkModules = (from: string, to: string) => {
  mkdirSync(to)
  for (const entry of readdirSync(from)) {
    // Links to folders of the workspace, which stay relative: so they lead into the copy.
    if (entry === "@tango") cpSync(join(from, entry), join(to, entry), { recursive: true, verbatimSymlinks: true })
    // Vite writes here.
    else if (!entry.startsWith(".vite")) symlinkSync(join(from, entry), join(to, entry))
  }
}

const run = (program: string, args: ReadonlyArray<string>, options: SpawnOptions) =>
  new Promise<Ended>((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: Buffer) => (output += text.toString()))
    child.once("error", reject)
    child.once("close", (code) => resolve({ code: code ?? 1, output }))
  })

export const copyRepository = (): Copy => {
  const folder = mkdtempSync(join(tmpdir(), "tango-copy-"))
  cpSync(root, folder, { recursive: true, filter: (path) => !left.has(basename(path)) })
  for (const modules of ["node_modules", "libs/local/node_modules", "libs/testing/node_modules"]) {
    if (existsSync(join(root, modules))) linkModules(join(root, modules), join(folder, modules))
  }
  const { VITEST: _, ...ours } = process.env
  const env = { ...ours, PATH: `${join(folder, "node_modules/.bin")}:${process.env["PATH"]}`, NX_DAEMON: "false" }
  // Gates ask git which files there are.
  execFileSync("git", ["init", "-q"], { cwd: folder })
  return {
    folder,
    env,
    run: (program, ...args) => run(program, args, { cwd: folder, env }),
    read: (file) => readFileSync(join(folder, file), "utf8"),
    write: (file, text) => writeFileSync(join(folder, file), text),
    fingerprint: () => {
      const hash = createHash("sha256")
      const files = globSync("{*,{docker,infra,libs,services,web}/**/*}.{ts,tsx,json,yaml,mjs,md}", {
        cwd: folder,
        exclude: ["**/node_modules/**"],
      })
      for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(folder, file)))
      return hash.digest("hex")
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
