import { StytchEventReceived } from "@tango/contracts/events/ProviderEvents"
import { layerMessaging } from "@tango/messaging/ConsumerLambda"
import { busMessage, type ConsumerUnderTest } from "@tango/testing/ConsumerUnderTest"
import { ConfigProvider, Effect, Layer } from "effect"
import * as fc from "fast-check"
import { randomUUID } from "node:crypto"
import type { B2BClient, Member, Organization } from "stytch"
import { memberSnapshot, organizationSnapshot } from "../../src/domain/Snapshots.ts"
import { layerReconciliation } from "../../src/jobs/LayerReconciliation.ts"
import { ReadModel } from "../../src/ReadModel.ts"
import { Reconciliation, type Report } from "../../src/Reconciliation.ts"
import { Script, type Step } from "./Script.ts"

type Rows = (query: string, parameters?: ReadonlyArray<unknown>) => Promise<ReadonlyArray<Record<string, unknown>>>

/** Where the cases are tried. */
export interface Bench {
  readonly stytch: B2BClient
  readonly consumer: ConsumerUnderTest
  readonly rows: Rows
  readonly env: Readonly<Record<string, string>>
  /** Lets a second pass at Stytch. */
  readonly tick: () => void
}

interface Event {
  readonly type: string
  readonly id: string
  readonly parent: string | null
}

/** An organization in which a script is played. */
interface Stage {
  readonly organizationId: string
  readonly members: Array<string | undefined>
  readonly events: Array<Event>
  readonly answers: Array<{ member: Member; organization: Organization }>
}

const quietly = (attempt: Promise<unknown>) => attempt.catch(() => undefined)

/** Does one step at Stytch, which may refuse it, and notes what Stytch would tell of it. */
const play = async ({ stytch, tick }: Bench, stage: Stage, step: Step): Promise<void> => {
  const { answers, events, members, organizationId: organization_id } = stage
  const told = (action: string, id: string) =>
    events.push({ type: `direct.member.${action}`, id, parent: action === "delete" ? null : organization_id })
  if (step.do === "wait") return tick()
  if (step.do === "renameOrganization") {
    await stytch.organizations.update({ organization_id, organization_name: step.name })
    return void events.push({ type: "dashboard.organization.update", id: organization_id, parent: null })
  }
  const member_id = members[step.who]
  if (step.do === "create") {
    if (member_id !== undefined) return
    const email_address = `${step.who}-${randomUUID()}@converge.example`
    const created = await stytch.organizations.members.create({
      organization_id,
      email_address,
      name: "Kay",
      roles: ["member"],
    })
    members[step.who] = created.member_id
    answers.push(created)
    return void told("create", created.member_id)
  }
  if (member_id === undefined) return
  const ids = { organization_id, member_id }
  if (step.do === "delete") {
    await quietly(stytch.organizations.members.delete(ids))
    return void told("delete", member_id)
  }
  const { members: api } = stytch.organizations
  const changed =
    step.do === "reactivate"
      ? api.reactivate(ids)
      : api.update(step.do === "rename" ? { ...ids, name: step.name } : { ...ids, roles: [step.role] })
  const answer = await changed.catch(() => undefined)
  if (answer === undefined) return
  answers.push(answer)
  told("update", member_id)
}

const message = (event: Event) =>
  busMessage(StytchEventReceived, {
    data: { providerEventId: randomUUID(), providerType: event.type, objectId: event.id, parentId: event.parent },
  })

const withServices = <A, E>(env: Bench["env"], effect: Effect.Effect<A, E, Reconciliation | ReadModel>) =>
  effect.pipe(
    Effect.provide(
      Layer.merge(layerReconciliation, ReadModel.layer).pipe(
        Layer.provide(layerMessaging),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
      ),
    ),
    Effect.runPromise,
  )

/** Log-ins whose answers were long on the way. */
const writeLate = ({ env }: Bench, answers: Stage["answers"]) =>
  withServices(
    env,
    Effect.gen(function* () {
      const readModel = yield* ReadModel
      for (const { member, organization } of answers)
        yield* readModel.apply({
          organization: organizationSnapshot(organization),
          member: memberSnapshot(member),
          actor: { kind: "member", id: member.member_id },
        })
    }),
  )

const perform = async (bench: Bench, script: Script): Promise<Stage> => {
  const slug = randomUUID()
  const { organization } = await bench.stytch.organizations.create({
    organization_name: "Start",
    organization_slug: slug,
    email_invites: "ALL_ALLOWED",
  })
  const organizationId = organization.organization_id
  const stage: Stage = { organizationId, members: [], events: [], answers: [] }
  stage.events.push({ type: "direct.organization.create", id: organizationId, parent: null })
  for (const [n, step] of script.steps.entries()) {
    if (script.waits[n] === true) bench.tick()
    await play(bench, stage, step)
    if (script.early[n] === 0) await bench.consumer.deliver(...stage.events.slice(-1).map(message))
  }
  if (script.deleteOrganization && script.lossy) {
    await bench.stytch.organizations.delete({ organization_id: organizationId })
    stage.events.push({ type: "direct.organization.delete", id: organizationId, parent: null })
  }
  const heard = stage.events.flatMap((event, n) => {
    if (script.lossy && script.lost[n] === 0) return []
    return script.twice[n] === true ? [event, event] : [event]
  })
  const bodies = heard
    .map((event, n) => ({ event, at: script.order[n] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => message(event))
  // Each twice-told event has the same body, so the inbox is tried as well.
  await bench.consumer.deliver(...bodies, ...bodies.filter((_, n) => script.twice[n] === true))
  if (script.lossy) await writeLate(bench, stage.answers)
  return stage
}

const truthOf = async ({ stytch }: Bench, organization_id: string) => {
  const gone = await stytch.organizations.get({ organization_id }).then(
    () => false,
    () => true,
  )
  if (gone) return undefined
  const { members, organizations } = await stytch.organizations.members.search({
    organization_ids: [organization_id],
    query: {
      operator: "AND",
      operands: [{ filter_name: "statuses", filter_value: ["active", "invited", "pending", "deleted"] }],
    },
  })
  const { name, updatedAt } = organizationSnapshot(
    organizations[organization_id] ?? (await stytch.organizations.get({ organization_id })).organization,
  )
  return { name, updatedAt, members: members.map(memberSnapshot) }
}

/** Writes what Stytch once answered and no longer would, which must change nothing; gives how many of those there were. */
const writeOld = async (bench: Bench, stage: Stage): Promise<number> => {
  const truth = await truthOf(bench, stage.organizationId)
  const old = stage.answers.filter(({ member, organization }) => {
    const then = { member: memberSnapshot(member), organization: organizationSnapshot(organization) }
    const now = truth?.members.find(({ memberId }) => memberId === then.member.memberId)
    // Of two answers of the same second nobody can say which is the older.
    const isOlder = then.member.updatedAt < (now?.updatedAt ?? 0)
    return isOlder && (then.organization.name === truth?.name || then.organization.updatedAt < (truth?.updatedAt ?? 0))
  })
  await writeLate(bench, old)
  return old.length
}

/** What differs between Stytch and the read model, in words. */
const differences = async (bench: Bench, { organizationId }: Stage): Promise<ReadonlyArray<string>> => {
  const truth = await truthOf(bench, organizationId)
  const [organization] = await bench.rows("select name, deleted_at from organizations where organization_id = $1", [
    organizationId,
  ])
  const rows = await bench.rows("select * from members where organization_id = $1", [organizationId])
  if (truth === undefined) {
    const alive = rows.filter((row) => row["status"] !== "deactivated")
    // Of an organization that came and went unheard of there is nothing to know.
    const unburied = organization !== undefined && organization["deleted_at"] === null
    return [...(unburied ? ["not buried"] : []), ...alive.map((row) => `alive: ${String(row["member_id"])}`)]
  }
  const found = organization?.["name"] === truth.name ? [] : [`${String(organization?.["name"])} for ${truth.name}`]
  for (const member of truth.members) {
    const row = rows.find((each) => each["member_id"] === member.memberId)
    const here =
      row === undefined
        ? "deactivated"
        : [row["status"], ...(row["status"] === "deactivated" ? [] : [row["name"], row["role"]])].join()
    const there = [member.status, ...(member.status === "deactivated" ? [] : [member.name, member.role])].join()
    if (here !== there) found.push(`${here} for ${there}`)
  }
  return found
}

const inBatchesOf = 20

/**
 * Plays `cases` scripts and compares. Without losses the read model must agree when the last event has come, in whatever order,
 * and stay so whatever older answers come later (`outdated` of them); with losses, after the nightly reconciliation. `doubled` are members that were announced as joined twice.
 */
export const converge = async (bench: Bench, options: { readonly cases: number; readonly seed: number }) => {
  const scripts = fc.sample(Script, { numRuns: options.cases, seed: options.seed })
  const diverged: Array<string> = []
  let outdated = 0
  let report: Report = { organizations: 0, drifted: 0, repaired: 0 }
  for (let start = 0; start < scripts.length; start += inBatchesOf) {
    const batch = scripts.slice(start, start + inBatchesOf)
    const stages = await Promise.all(batch.map((script) => perform(bench, script)))
    const check = async (wanted: (script: Script) => boolean) => {
      for (const [n, script] of batch.entries()) {
        if (!wanted(script)) continue
        const found = await differences(bench, stages[n]!)
        if (found.length > 0) diverged.push(`${found.join("; ")} in ${JSON.stringify(script.steps)}`)
      }
    }
    await check(({ lossy }) => !lossy)
    for (const [n, { lossy }] of batch.entries()) if (!lossy) outdated += await writeOld(bench, stages[n]!)
    await check(({ lossy }) => !lossy)
    const mended = await withServices(
      bench.env,
      Reconciliation.use(({ run }) => run),
    )
    report = {
      organizations: mended.organizations,
      drifted: report.drifted + mended.drifted,
      repaired: report.repaired + mended.repaired,
    }
    await check(() => true)
  }
  const doubled = await bench.rows(
    `select subject from outbox where type = 'identity.member.joined.v1' group by subject having count(*) > 1`,
  )
  return { cases: scripts.length, diverged, doubled: doubled.length, seed: options.seed, outdated, ...report }
}
