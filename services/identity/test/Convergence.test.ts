import { startConsumer } from "@tango/testing/ConsumerUnderTest"
import { assert, it } from "vitest"
import { layerReactions } from "../src/reactions/LayerReactions.ts"
import { reactions } from "../src/reactions/Reactions.ts"
import { converge } from "./convergence/Convergence.ts"
import { startEnterprise } from "./Enterprise.ts"

// `npm run converge` tries more of them, and its last line of output is this one's.
const cases = Number(process.env["CONVERGE_CASES"] ?? 25)
const seed = Number(process.env["CONVERGE_SEED"] ?? 20261122)

it("the read model agrees with Stytch in the end: any order of events, repeats, losses, late answers", async () => {
  const at = await startEnterprise()
  // Nobody dies of an outbox without a bus, and nothing here is dead-lettered.
  const env = {
    ...at.service.env,
    EVENT_BUS_NAME: "none",
    QUEUE_URL: "none",
    DEAD_LETTER_QUEUE_URL: "none",
    AWS_REGION: "us-east-1",
  }
  const consumer = startConsumer({ reactions, layer: layerReactions, env })
  try {
    const { diverged, ...figures } = await converge(
      {
        stytch: at.dashboard,
        consumer,
        rows: at.service.rows,
        env,
        tick: () => at.stytch.clock.advance(1),
      },
      { cases, seed },
    )
    console.log(JSON.stringify({ ...figures, diverged: diverged.length }))
    assert.deepEqual(diverged, [])
    assert.equal(figures.doubled, 0)
    // Losses and outdated answers are among the cases, or nothing was tried.
    assert.isAbove(figures.outdated, 0)
    assert.isAbove(figures.repaired, 0)
    assert.equal(figures.repaired, figures.drifted)
  } finally {
    await consumer.close()
    await at.close()
  }
}, 600_000)
