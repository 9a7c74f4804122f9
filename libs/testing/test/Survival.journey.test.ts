import { randomUUID } from "node:crypto"
import { expect, it } from "vitest"
import { beginCheckout, type Founder, pay, send, signUp } from "./journey/Client.ts"
import { burst, persistently } from "./journey/Load.ts"
import { kill } from "./journey/Processes.ts"
import { rowsOf } from "./journey/Rows.ts"
import { eventually, findStack } from "./journey/RunningStack.ts"

// Runs after all other journeys: see vitest.journey.config.ts.
const stack = findStack()
const organization = "Survivors Ltd"
const changed = "billing.subscription.changed.v1"
const services = Object.keys(stack.services)

/** Waits until all queues stay empty; as long as a message that a killed consumer held stays hidden, if need be. */
const settled = async () => {
  let quiet = 0
  const calm = async () => {
    const queues = (await stack.queues()).filter(({ name }) => !name.endsWith("-dlq"))
    const busy = queues.some(({ messages, inFlight, delayed }) => messages + inFlight + delayed > 0)
    quiet = busy || queues.length === 0 ? 0 : quiet + 1
    return quiet === 5 || undefined
  }
  await eventually("All queues empty", calm, 75)
}

const deadLetters = async () =>
  (await stack.queues()).filter(({ name }) => name.endsWith("-dlq")).map(({ name, messages }) => ({ name, messages }))

const answers = (service: string) =>
  eventually(`${service} answers`, async () => {
    const ready = await send(stack, "GET", `/api/${service}/health/ready`).catch(() => undefined)
    return ready?.status === 200 || undefined
  })

const mailsAbout = async (founder: Founder, subject: string) =>
  (await stack.mailTo(founder.email)).filter((mail) => mail.subject === subject).length

const eventsOf = async (founder: Founder, type: string) =>
  (await stack.events())
    .filter(
      ({ detailType, detail }) => detailType === type && detail.metadata.organizationid === founder.organizationId,
    )
    .map(({ detail }) => detail.metadata)

/** What a service has written to its outbox for the organization, by type. */
const outbox = (service: string, founder: Founder) =>
  rowsOf(
    service,
    founder.organizationId,
    "select id::text as id, type, subject, published_at is not null as published, parked_at is null as sound from outbox",
  )

it("a purchase survives that billing, the functions and the emulators are killed while it is paid", async () => {
  const founder = await signUp(stack, organization)
  const welcome = `Welcome to ${organization}`
  await eventually("The welcome", async () => (await mailsAbout(founder, welcome)) > 0 || undefined)
  await settled()
  const before = await deadLetters()
  const changes = async () => new Set((await eventsOf(founder, changed)).map(({ id }) => id))

  const checkout = await beginCheckout(stack, founder)
  const first = ["runner", "billing"].map(kill)
  await pay(checkout)
  for (const one of first) await one.replaced()
  // Once more, when the news of the payment is on its way to everybody.
  await eventually("The change on the bus", async () => (await changes()).size > 0 || undefined, 40)
  const second = ["runner", "emulators"].map(kill)
  for (const one of second) await one.replaced()
  await answers("billing")

  const authorization = `Bearer ${founder.token}`
  await eventually("Pro in force", async () => (await stack.planOf(authorization)) === "pro" || undefined, 40)
  const planChanged = `${organization} is now on Pro`
  await eventually("The mail about it", async () => (await mailsAbout(founder, planChanged)) > 0 || undefined, 75)
  await settled()
  expect(await mailsAbout(founder, planChanged)).toBe(1)
  expect(await mailsAbout(founder, welcome)).toBe(1)
  expect((await changes()).size).toBe(1)
  expect(await deadLetters()).toEqual(before)
})

it("a burst survives that its service, the functions and the emulators are killed in it, one after another", async () => {
  const founder = await signUp(stack, `${organization} and Sons`)
  await pay(await beginCheckout(stack, founder))
  await eventually("Pro at projects", async () => {
    const [row] = await rowsOf("projects", founder.organizationId, "select plan from entitlement_organizations")
    return row?.["plan"] === "pro" || undefined
  })
  await settled()
  const before = await deadLetters()

  const names = Array.from({ length: 30 }, (_, index) => `Survivor ${index}`)
  const create = names.map(
    (name) => () => persistently(stack, "/api/projects/projects", founder.token, { name }, [201]),
  )
  const emails = Array.from({ length: 6 }, () => `invited-${randomUUID().slice(0, 8)}@example.com`)
  // Stytch may have invited them, and been killed before it could say so.
  const invite = emails.map(
    (email) => () =>
      persistently(stack, "/api/identity/invitations", founder.token, { email, role: "member" }, [201, 409]),
  )
  const killed: Array<ReturnType<typeof kill>> = []
  const victims = new Map([
    [6, "projects"],
    [14, "runner"],
    [22, "emulators"],
  ])
  const jobs = create.flatMap((job, index) => (index % 5 === 0 ? [job, invite[index / 5] ?? job] : [job]))
  await burst(jobs, (done) => {
    const victim = victims.get(done)
    if (victim !== undefined) killed.push(kill(victim))
  })
  expect(killed).toHaveLength(victims.size)
  for (const one of killed) await one.replaced()
  for (const service of services) await answers(service)

  const sent = await eventually("All events published", async () => {
    const rows = await outbox("projects", founder)
    return rows.every(({ published }) => published) ? rows : undefined
  })
  expect(sent.every(({ sound }) => sound)).toBe(true)
  const created = sent.filter(({ type }) => type === "projects.project.created.v1")
  const { body } = await send<{ items: ReadonlyArray<{ projectId: string; name: string }> }>(
    stack,
    "GET",
    "/api/projects/projects?limit=100",
    { token: founder.token },
  )
  expect(body.items.map(({ name }) => name).toSorted()).toEqual(names.toSorted())
  expect(created).toHaveLength(names.length)
  expect(new Set(created.map(({ subject }) => subject))).toEqual(
    new Set(body.items.map(({ projectId }) => `project/${projectId}`)),
  )
  // An event that was published twice, since a relay died between the bus and its own note, has one id all the same.
  const heard = new Set((await eventsOf(founder, "projects.project.created.v1")).map(({ id }) => id))
  expect(heard).toEqual(new Set(created.map(({ id }) => id)))

  await eventually("Everybody who was invited", async () => {
    const members = await rowsOf(
      "identity",
      founder.organizationId,
      "select email from members where status = 'invited'",
    )
    return emails.every((email) => members.some((member) => member["email"] === email)) || undefined
  })
  await settled()
  expect(await mailsAbout(founder, `${organization} and Sons is now on Pro`)).toBe(1)
  expect(await stack.planOf(`Bearer ${founder.token}`)).toBe("pro")
  expect(await deadLetters()).toEqual(before)
})
