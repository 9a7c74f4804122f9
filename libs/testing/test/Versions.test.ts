import { currentContracts } from "@tango/contracts/events/Contract"
import { OrganizationDeleted } from "@tango/contracts/events/IdentityEvents"
import { consumerRoutes } from "@tango/contracts/Topology"
import { busEvent } from "@tango/testing/BusEvent"
import { otherVersions } from "@tango/testing/contracts/Versions"
import { readReleased } from "@tango/testing/contracts/Released"
import { signUp } from "@tango/testing/fuzz/Fixture"
import { naming } from "@tango/testing/isolation/Messages"
import { root } from "@tango/testing/world/Root"
import { startWorld, type World } from "@tango/testing/world/World"
import { afterAll, assert, beforeAll, describe, inject, it } from "vitest"

let world: World
beforeAll(async () => {
  world = await startWorld({ postgresUrl: inject("postgresUrl") })
}, 60_000)
afterAll(() => world.close())

/** Of each event what a later publisher and earlier ones send, and what the last release did. */
const variants = [
  ...currentContracts().flatMap((contract) => otherVersions(contract).map((other) => ({ contract, ...other }))),
  ...readReleased(root).map((contract) => ({ contract, version: "as released", data: contract.example })),
]

describe("old and new versions side by side", () => {
  it("each consumer's deployed function follows each event that it hears of in its other minor versions", async () => {
    const founder = await signUp(world, "versions")
    const ids = new Map([
      ["organizationId", founder.organizationId],
      ["memberId", founder.memberId],
    ])
    let delivered = 0
    const refused = await Promise.all(
      consumerRoutes.map(async ({ consumer, detailTypes, functionName }) => {
        const events = variants
          // After it nothing of the organization is left for the others.
          .filter(({ contract }) => detailTypes.includes(contract.type) && contract.type !== OrganizationDeleted.type)
          .map(({ contract, data, version }, index) => ({
            name: `${contract.type} ${version} at ${consumer}`,
            event: busEvent(
              { type: contract.type, source: `tango.${contract.owner}` },
              { data: naming(data, ids), organizationId: founder.organizationId, sequence: index + 2 },
            ),
          }))
        delivered += events.length
        const Records = events.map(({ event }) => ({ messageId: event.id, body: JSON.stringify(event) }))
        await world.invoke(functionName, { Records })
        return events.flatMap(({ event, name }) => {
          const wrong = world.log(event.detail.metadata.id).filter((line) => line.includes('"ERROR"'))
          return wrong.length === 0 ? [] : [`${name}: ${wrong[0]}`]
        })
      }),
    )
    assert.deepEqual(refused.flat(), [])
    const heard = consumerRoutes.flatMap(({ detailTypes }) =>
      detailTypes.filter((type) => type !== OrganizationDeleted.type),
    )
    // A later one and the released one of each, at least.
    assert.isAtLeast(delivered, 2 * heard.length)
  })

  it("what an event lacks that its consumer needs is noticed", async () => {
    const [{ functionName } = { functionName: "" }] = consumerRoutes.filter(({ consumer }) => consumer === "billing")
    const event = busEvent(
      { type: "identity.member.joined.v1", source: "tango.identity" },
      { data: {}, organizationId: "o" },
    )
    await world.invoke(functionName, { Records: [{ messageId: event.id, body: JSON.stringify(event) }] })
    assert.lengthOf(
      world.log(event.detail.metadata.id).filter((line) => line.includes("cannot be understood")),
      1,
    )
  })
})
