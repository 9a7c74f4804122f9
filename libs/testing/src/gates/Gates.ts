import { join } from "node:path"
import type { Gate } from "./Gate.ts"

const tsgo = ["npm", "exec", "--yes", "--", "@effect/tsgo@0.45.0", "diagnostics", "--format", "text", "--strict"]
const projects = ["tsconfig.json", "web/tsconfig.json"]

/** The number in the first group of a pattern, where it occurs. */
const number = (output: string, pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0)
const occurrences = (output: string, pattern: RegExp): number => output.match(pattern)?.length ?? 0
const without = (output: string, pattern: RegExp): string =>
  output
    .split("\n")
    .filter((line) => !pattern.test(line))
    .join("\n")

/** Every gate of `npm run check`, the slowest first. `root` is the absolute path of the workspace that they look at. */
export const gatesOf = (root: string): ReadonlyArray<Gate> => [
  effect,
  types(root),
  deadCode,
  lint,
  boundaries,
  contracts,
  format,
]

/**
 * Effect's diagnostics: floating effects, a missing `yield*`. Not in the lockfile, since its packages for macOS and Windows cannot
 * be had; npm keeps it after the first run.
 */
const effect: Gate = {
  name: "effect",
  commands: projects.map((project) => [...tsgo, "--severity", "error,warning", "--project", project]),
  missing: /^npm error code \w+|Unable to resolve @effect\/tsgo-.*/m,
  files: (output) => number(output, /^Checked (\d+) files/m),
  problems: (output) => number(output, /^(\d+) errors/m) + number(output, /(\d+) warnings and/),
  readable: (output) => without(output, /^npm warn/),
}

const types = (root: string): Gate => {
  const ours = (line: string) => line.startsWith(join(root, "/")) && !line.includes("/node_modules/")
  return {
    name: "types",
    commands: projects.map((project) => ["tsc", "--noEmit", "--pretty", "false", "--listFiles", "--project", project]),
    files: (output) => output.split("\n").filter(ours).length,
    problems: (output) => occurrences(output, /error TS\d+/g),
    readable: (output) => without(output, /^\/|^[A-Z]:[\\/]/i),
  }
}

/** Files, exports and dependencies that nothing uses, and imports that package.json does not declare. */
const deadCode: Gate = {
  name: "unused",
  commands: [["knip", "--no-progress", "--no-config-hints"]],
  problems: (output) =>
    [...output.matchAll(/^[A-Z].* \((\d+)\)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0),
}

const lint: Gate = {
  name: "lint",
  commands: [["oxlint", "--deny-warnings"]],
  files: (output) => number(output, /on (\d+) files?/),
  problems: (output) => number(output, /(\d+) warnings? and/) + number(output, /and (\d+) errors?/),
}

const boundaries: Gate = {
  name: "boundaries",
  commands: [["node", join(import.meta.dirname, "runBoundaries.ts")]],
  files: (output) => number(output, /in (\d+) files$/m),
  problems: (output) => number(output, /^(\d+) violations/m),
}

/** Compares events with the last release: a change that breaks a consumer is named. */
const contracts: Gate = {
  name: "contracts",
  commands: [["node", join(import.meta.dirname, "../contracts/runContracts.ts")]],
  files: (output) => number(output, /in (\d+) events$/m),
  problems: (output) => number(output, /^(\d+) breaking/m),
}

const format: Gate = {
  name: "format",
  commands: [["oxfmt", "--check", "."]],
  files: (output) => number(output, /on (\d+) files?/),
  problems: (output) => number(output, /in above (\d+) files?/),
}
