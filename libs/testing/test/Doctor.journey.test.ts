import { execFile } from "node:child_process"
import { join } from "node:path"
import { expect, it } from "vitest"
import { dataDir } from "./journey/RunningStack.ts"

const program = join(import.meta.dirname, "../../local/src/doctor/runDoctor.ts")

interface Ended {
  readonly failed: boolean
  readonly output: string
}

const doctor = (env: Record<string, string>, ...args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((done) => {
    const variables = { PATH: process.env["PATH"], ...env }
    execFile(process.execPath, [program, "--json", ...args], { env: variables }, (error, output) =>
      done({ failed: error !== null, output }),
    )
  })

it("finds the running stack without a fault, and a stack that is not there faulty", async () => {
  const [here, nowhere] = await Promise.all([
    doctor({ TANGO_DATA_DIR: dataDir }),
    doctor({ TANGO_DATA_DIR: join(dataDir, "nowhere") }),
  ])
  const figures = JSON.parse(here.output.trim().split("\n").at(-1) ?? "")
  expect(here.output).not.toMatch(/^fault/mu)
  expect(here.failed).toBe(false)
  expect(figures).toEqual({ ok: expect.any(Number), warnings: expect.any(Number), faults: 0 })
  // Variables, vendors, catalogue, bus, rules with queues, services, webhooks and databases.
  expect(figures.ok).toBeGreaterThan(30)
  expect(nowhere.output).toMatch(/^fault +environment: no variable is set and no local stack runs/mu)
  expect(nowhere.failed).toBe(true)
})
