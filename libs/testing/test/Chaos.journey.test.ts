import { forget } from "@tango/local/postgres/Account"
import { chaos } from "@tango/testing/chaos/Chaos"
import { stageIn } from "@tango/testing/chaos/Stage"
import { startStack } from "@tango/testing/stages/Stack"
import { root } from "@tango/testing/world/Root"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"

it("nothing is lost and nothing doubled while processes are killed and deliveries come twice, late and in disorder", async () => {
  const scratch = mkdtempSync(join(tmpdir(), "tango-chaos-"))
  const dataDir = join(scratch, "data")
  mkdirSync(dataDir)
  // What others have left in theirs would be found as well.
  const stack = await startStack(root, dataDir, AbortSignal.timeout(120_000))
  onTestFinished(async () => {
    await stack.stop()
    forget(dataDir)
    rmSync(scratch, { recursive: true, force: true })
  })
  const { done, events, findings, kills } = await chaos(stageIn(dataDir), {
    seconds: 8,
    seed: 20_261_123,
    everyMilliseconds: 1_200,
    database: false,
    sideBySide: 2,
    drainSeconds: 60,
    say: () => {},
  })
  expect(findings).toEqual([])
  expect(kills).toBeGreaterThan(1)
  expect(events).toBeGreaterThan(10)
  expect(done.projects.length).toBeGreaterThan(0)
})
