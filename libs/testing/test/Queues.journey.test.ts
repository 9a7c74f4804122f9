import { randomUUID } from "node:crypto"
import { expect, it, onTestFinished } from "vitest"
import { expectProblem, send, signUp } from "./journey/Client.ts"
import { eventually, findStack } from "./journey/RunningStack.ts"
import { queueAt } from "./journey/Sqs.ts"

const stack = findStack()
const name = "tango-projects-events"
const queue = queueAt(stack.aws.url, name)
const deadLetters = queueAt(stack.aws.url, `${name}-dlq`)

const type = "entitlements.organization.changed.v1"

/** An event as EventBridge brings it to a queue. */
const event = (organizationId: string, detailType: string, data: object) => {
  const id = randomUUID()
  const metadata = {
    id,
    type: detailType,
    subject: `organization/${organizationId}`,
    time: new Date().toISOString(),
    dataschema: `urn:tango:event:${detailType}`,
    organizationid: organizationId,
    sequence: 1_000_000,
    correlationid: id,
  }
  const time = metadata.time
  return JSON.stringify({
    id,
    source: "tango.entitlements",
    "detail-type": detailType,
    time,
    detail: { metadata, data },
  })
}

/** The dead letters with these bodies. */
const buried = async (bodies: ReadonlyArray<string>) =>
  (await deadLetters.peek()).filter(({ Body }) => bodies.includes(Body))

const depthOfDeadLetters = async () => (await stack.queues()).find((one) => one.name === `${name}-dlq`)?.messages ?? 0

it("messages that cannot be understood are kept with the reason, hold nothing up and survive another try", async () => {
  const { organizationId, token } = await signUp(stack, "Dead Letters Ltd")
  const marker = randomUUID()
  const bad = [
    `no JSON: ${marker}`,
    JSON.stringify({ hello: marker }),
    event(organizationId, "entitlements.organization.vanished.v9", { marker }),
    event(organizationId, type, { organizationId, plan: "platinum", marker }),
  ]
  const limits = { projects: 0, seats: 0, storageBytes: 0 }
  const good = event(organizationId, type, { organizationId, plan: "free", features: [], limits })
  const before = await depthOfDeadLetters()
  onTestFinished(async () => {
    for (const message of await buried(bad)) await deadLetters.delete(message)
  })

  await queue.send([...bad, good])
  const letters = await eventually("All four in the dead-letter queue", async () => {
    const found = await buried(bad)
    return found.length === bad.length ? found : undefined
  })
  for (const { MessageAttributes } of letters)
    expect(MessageAttributes?.["reason"]?.StringValue).toMatch(/Expected|JSON|No reaction|Missing/u)
  expect(await depthOfDeadLetters()).toBe(before + bad.length)

  // The event behind them says that no project is allowed.
  await stack.emptied(name)
  const refused = await send(stack, "POST", "/api/projects/projects", { token, body: { name: "Note G" } })
  expectProblem(refused, 403, "project_limit_reached")

  const redriven = await fetch(`${stack.console}/api/queues/${name}-dlq/redrive`, { method: "POST" })
  expect(redriven.status).toBe(200)
  const first = new Set(letters.map(({ MessageId }) => MessageId))
  const again = await eventually("All four in the dead-letter queue again", async () => {
    const found = (await buried(bad)).filter(({ MessageId }) => !first.has(MessageId))
    return found.length === bad.length ? found : undefined
  })
  expect(again.map(({ Body }) => Body).toSorted()).toEqual(bad.toSorted())
  await stack.emptied(name)
  expect(await depthOfDeadLetters()).toBe(before + bad.length)
})
