import { serviceNames } from "@tango/contracts/Topology"
import { sabotageSome, tryDatabase } from "@tango/testing/isolation/Database"
import { type Ground, makeGround } from "@tango/testing/isolation/Ground"
import { tryPool } from "@tango/testing/isolation/Pool"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"

/** The whole, with each wall of each table broken and with services that run, is `npm run isolation`. */
describe.each(serviceNames)("the tenants of %s", (service) => {
  let ground: Ground

  beforeAll(async () => {
    ground = await makeGround(service, inject("postgresUrl"))
  })
  afterAll(() => ground.close())

  it("reach each other by no statement, as no role", async () => {
    const { attempts, leaks } = await tryDatabase(ground)
    assert.deepEqual(leaks, [])
    assert.isAbove(attempts, 300)
  })

  it("reach each other on no connection that was left dirty", async () => {
    assert.deepEqual((await tryPool(ground)).leaks, [])
  })

  it("are not kept apart by a broken wall without our noticing", async () => {
    const { policies, unnoticed } = await sabotageSome(ground, 1)
    assert.deepEqual(unnoticed, [])
    assert.isAbove(policies, 15)
  })
})
