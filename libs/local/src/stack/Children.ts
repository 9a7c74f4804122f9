import { type ChildProcess, spawn } from "node:child_process"
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Environment } from "../Environment.ts"

export interface ChildSpec {
  /** Names its log file and what is said about it. */
  readonly name: string
  /** Node's arguments: a module and what it takes. */
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  readonly environment: Environment
}

export interface ChildHooks {
  readonly logFolder: string
  readonly onLine: (name: string, line: string) => void
  /** Said on the terminal. */
  readonly say: (line: string) => void
  /** After a restart: the process has another pid. */
  readonly onRestart: () => void
  /** What a process gets for one start, beside its environment. */
  readonly nextStart?: (name: string) => Environment
}

const preload = new URL("../preload.ts", import.meta.url).href
const forcedAfterMilliseconds = 15_000

const openLog = (folder: string, name: string): WriteStream => {
  mkdirSync(folder, { recursive: true })
  // A full disk must not take the stack down on account of its logs.
  return createWriteStream(join(folder, `${name}.log`)).on("error", () => {})
}

const launch = (spec: ChildSpec, onLine: (line: string) => void): ChildProcess => {
  const child = spawn(process.execPath, ["--import", preload, ...spec.args], {
    cwd: spec.cwd,
    env: { ...spec.environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A group of its own, so that Ctrl-C reaches the launcher only, and it stops everything in order.
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on("line", onLine)
  return child
}

const ended = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("close", (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`))
  })

/** Runs a command to its end and gives its last line of output; rejects with the reason when it fails. */
export const runToEnd = async (spec: ChildSpec, hooks: ChildHooks): Promise<string> => {
  const log = openLog(hooks.logFolder, spec.name)
  const lines: Array<string> = []
  const child = launch(spec, (line) => {
    log.write(`${line}\n`)
    lines.push(line)
  })
  const end = await ended(child)
  log.end()
  if (end === "code 0") return lines.at(-1) ?? ""
  const reason = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "it said nothing"
  throw new Error(
    `${spec.name} failed (${end}): ${reason.slice(0, 400)}\nSee ${join(hooks.logFolder, `${spec.name}.log`)}.`,
  )
}

/** A process that is kept running: one that ends by itself is started again, after a pause that grows. */
export class Child {
  readonly spec: ChildSpec
  readonly #hooks: ChildHooks
  readonly #log: WriteStream
  #process: ChildProcess | undefined
  #end: Promise<string> = Promise.resolve("")
  #stopping = false
  #started = false
  #crashes = 0
  #lastLine = ""
  #pause: NodeJS.Timeout | undefined

  constructor(spec: ChildSpec, hooks: ChildHooks) {
    this.spec = spec
    this.#hooks = hooks
    this.#log = openLog(hooks.logFolder, spec.name)
  }

  get pid(): number {
    return this.#process?.pid ?? 0
  }

  /** Starts it and waits until it is ready; rejects when it ends before that. */
  async start(ready: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const giveUp = new AbortController()
    const died = this.#launch().then((end) => {
      if (this.#started || this.#stopping) return
      throw new Error(
        `${this.spec.name} stopped (${end}) before it was ready: ${this.#lastLine.slice(0, 400)}\nSee ${join(this.#hooks.logFolder, `${this.spec.name}.log`)}.`,
      )
    })
    try {
      await Promise.race([ready(giveUp.signal), died])
      this.#started = true
    } finally {
      giveUp.abort()
    }
  }

  /** Asks it to end, and makes it after 15 seconds. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#pause)
    const child = this.#process
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM")
      const impatience = setTimeout(() => child.kill("SIGKILL"), forcedAfterMilliseconds)
      await this.#end
      clearTimeout(impatience)
    }
    this.#log.end()
  }

  #launch(): Promise<string> {
    const born = Date.now()
    const once = this.#hooks.nextStart?.(this.spec.name)
    const child = launch({ ...this.spec, environment: { ...this.spec.environment, ...once } }, (line) => {
      this.#log.write(`${line}\n`)
      if (line.trim() !== "") this.#lastLine = line
      this.#hooks.onLine(this.spec.name, line)
    })
    this.#process = child
    this.#end = ended(child)
    void this.#end.then((end) => this.#onEnd(end, Date.now() - born))
    return this.#end
  }

  #onEnd(end: string, livedMilliseconds: number): void {
    if (this.#stopping || !this.#started) return
    this.#crashes = livedMilliseconds > 10_000 ? 0 : this.#crashes + 1
    const wait = this.#crashes === 0 ? 0 : Math.min(10_000, 100 * 2 ** this.#crashes)
    this.#hooks.say(`${this.spec.name} stopped (${end}) and is started again`)
    this.#pause = setTimeout(() => {
      void this.#launch()
      this.#hooks.onRestart()
    }, wait)
  }
}
