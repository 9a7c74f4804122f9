import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"

/** The root of the workspace that this file belongs to. */
export const realRoot = resolve(import.meta.dirname, "../../../..")

const configuration = [
  ".oxlintrc.json",
  ".oxfmtrc.json",
  "knip.json",
  "tsconfig.base.json",
  "tsconfig.json",
  "web/tsconfig.json",
]

/** A workspace of its own with the real configuration of every gate and the real `node_modules`, and these files by path. */
export const makeWorkspace = (files: Record<string, string>): { root: string; remove: () => void } => {
  const root = mkdtempSync(join(tmpdir(), "tango-gates-"))
  for (const file of configuration) cpSync(join(realRoot, file), join(root, file))
  symlinkSync(join(realRoot, "node_modules"), join(root, "node_modules"))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return { root, remove: () => rmSync(root, { recursive: true }) }
}

const manifest = (fields: Record<string, unknown>): string => `${JSON.stringify(fields, undefined, 2)}\n`

/** The least that every gate has something to look at, with nothing to complain of. */
export const clean: Record<string, string> = {
  "package.json": manifest({
    name: "fixture",
    private: true,
    workspaces: ["libs/*", "services/*", "web", "infra"],
    type: "module",
  }),
  "services/alpha/package.json": manifest({ name: "@tango/alpha", type: "module", dependencies: { effect: "4.1.0" } }),
  "services/alpha/src/main.ts": [
    'import * as Effect from "effect/Effect"',
    'import { greeting } from "./domain/Greeting.ts"',
    "",
    "Effect.runFork(Effect.log(greeting))",
    "",
  ].join("\n"),
  "services/alpha/src/domain/Greeting.ts": 'export const greeting = "hello"\n',
  "libs/beta/package.json": manifest({ name: "@tango/beta", type: "module", exports: { "./*": "./src/*.ts" } }),
  "web/package.json": manifest({ name: "@tango/web", type: "module" }),
  "web/index.html": '<!doctype html>\n<script type="module" src="/src/main.tsx"></script>\n',
  "web/src/main.tsx": 'document.title = "fixture"\n',
}
