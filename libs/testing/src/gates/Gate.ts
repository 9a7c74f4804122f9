import { spawn } from "node:child_process"
import { delimiter, join, resolve } from "node:path"

/** A tool that looks at the whole workspace. */
export interface Gate {
  readonly name: string
  /** Run one after the other in the workspace's root; each is a program and its arguments. */
  readonly commands: ReadonlyArray<ReadonlyArray<string>>
  /** Problems that one command's output tells of; a failed command counts as one at least. */
  readonly problems: (output: string) => number
  /** Files that one command's output says it looked at; absent where the tool does not say. */
  readonly files?: (output: string) => number
  /** What the output says where the tool cannot be had on this machine, if it is not part of the installation. */
  readonly missing?: RegExp
  /** The part of the output that a reader needs. */
  readonly readable?: (output: string) => string
}

export interface Outcome {
  readonly name: string
  readonly seconds: number
  readonly problems: number
  readonly files: number | undefined
  /** Why the tool cannot be had on this machine, in a line: no problem, but nothing was looked at either. */
  readonly missing: string | undefined
  readonly output: string
}

const workspace = resolve(import.meta.dirname, "../../../..")

/** Runs a gate on a workspace. A gate that looked at no file has a problem: it would pass whatever the files say. */
export const runGate = async (gate: Gate, root: string): Promise<Outcome> => {
  const started = performance.now()
  const outcomes = []
  for (const command of gate.commands) outcomes.push(await runCommand(gate, command, root))
  return {
    name: gate.name,
    seconds: (performance.now() - started) / 1000,
    problems: outcomes.reduce((sum, outcome) => sum + outcome.problems, 0),
    files: gate.files && outcomes.reduce((sum, outcome) => sum + (outcome.files ?? 0), 0),
    missing: outcomes.find((outcome) => outcome.missing)?.missing,
    output: outcomes.map((outcome) => outcome.output).join(""),
  }
}

const runCommand = async (
  gate: Gate,
  command: ReadonlyArray<string>,
  root: string,
): Promise<Omit<Outcome, "name" | "seconds" | "missing"> & { missing?: string }> => {
  const { code, output } = await run(command, root)
  const readable = gate.readable?.(output) ?? output
  const missing = gate.missing?.exec(output)?.[0]
  if (missing) return { problems: 0, files: 0, missing, output: "" }
  const files = gate.files?.(output)
  const found = code === 0 ? gate.problems(output) : Math.max(gate.problems(output), 1)
  if (files === 0)
    return { problems: Math.max(found, 1), files, output: `${readable}\n${command.join(" ")}: it looked at no file.\n` }
  return { problems: found, files, output: found > 0 ? readable : "" }
}

const run = ([program = "", ...args]: ReadonlyArray<string>, cwd: string) =>
  new Promise<{ code: number | null; output: string }>((done, fail) => {
    const path = [join(workspace, "node_modules/.bin"), process.env["PATH"]].join(delimiter)
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH: path, NO_COLOR: "1", NX_DAEMON: "false" },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text))
    }
    child.once("error", fail)
    child.once("close", (code) => done({ code, output }))
  })
