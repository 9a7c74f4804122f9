import { chaos } from "@tango/testing/chaos/Chaos"
import { stageIn } from "@tango/testing/chaos/Stage"
import { startOwnStack } from "@tango/testing/stages/Stack"
import { root } from "@tango/testing/world/Root"
import { expect, it, onTestFinished } from "vitest"

it("nothing is lost and nothing doubled while processes are killed and deliveries come twice, late and in disorder", async () => {
  // What others have left in theirs would be found as well.
  const stack = await startOwnStack(root, AbortSignal.timeout(120_000))
  onTestFinished(async () => void (await stack.stop()))
  const { done, events, findings, kills } = await chaos(stageIn(stack.dataDir), {
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
