import { spawn } from "node:child_process"

/** Runs a program in the terminal that we are in, without input, and gives its exit code; an abort interrupts it. */
export const run = (
  program: string,
  args: ReadonlyArray<string>,
  { signal, env = {} }: { signal: AbortSignal; env?: Record<string, string> },
): Promise<number> =>
  new Promise((done, fail) => {
    signal.throwIfAborted()
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } })
    const interrupt = () => child.kill("SIGINT")
    signal.addEventListener("abort", interrupt)
    child.once("error", fail)
    child.once("close", (code) => {
      signal.removeEventListener("abort", interrupt)
      done(code ?? 1)
    })
  })
