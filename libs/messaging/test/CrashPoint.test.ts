import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { crashSteps } from "../src/CrashPoint.ts"

const module = fileURLToPath(new URL("../src/CrashPoint.ts", import.meta.url))

/** Passes the steps in turn, says each that it got past, and gives what was said and how the process ended. */
const pass = async (steps: ReadonlyArray<string>, environment: Record<string, string>) => {
  const program = `
    const { crashPoint } = await import(${JSON.stringify(module)})
    const { runPromise } = await import("effect/Effect")
    for (const step of ${JSON.stringify(steps)}) { await runPromise(crashPoint(step)); console.log(step) }`
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  })
  let said = ""
  child.stdout.on("data", (chunk) => (said += chunk))
  const [, signal] = await once(child, "close")
  return { past: said.trim().split("\n").filter(Boolean), signal }
}

describe("a crash point", () => {
  it.concurrent("ends the process at the passing that was asked for, and at no other step", async () => {
    const steps = ["before-publish", "before-mark", "before-publish", "before-mark", "before-mark"]
    assert.deepEqual(await pass(steps, { TANGO_ENV: "local", TANGO_CRASH_AT: "before-mark:2" }), {
      past: ["before-publish", "before-mark", "before-publish"],
      signal: "SIGKILL",
    })
    assert.deepEqual(await pass(steps, { TANGO_ENV: "local", TANGO_CRASH_AT: "before-inbox,before-publish" }), {
      past: [],
      signal: "SIGKILL",
    })
  })

  it.concurrent("is nothing in production, and nothing unless asked for", async () => {
    const steps = crashSteps
    const through = { past: [...steps], signal: null }
    assert.deepEqual(await pass(steps, { TANGO_ENV: "production", TANGO_CRASH_AT: "before-outbox" }), through)
    assert.deepEqual(await pass(steps, { TANGO_CRASH_AT: "before-outbox" }), through)
    assert.deepEqual(await pass(steps, { TANGO_ENV: "local" }), through)
  })
})
