import { consumerRoutes, serviceNames } from "@tango/contracts/Topology"
import type { Evidence } from "./Audit.ts"
import type { Done } from "./Load.ts"
import { mirrorsIn } from "./Mirrors.ts"
import { query, type Row } from "./Rows.ts"
import { control, type Stage } from "./Stage.ts"

const text = (row: Row, name: string): string => String(row[name])

const outboxOf = async (stage: Stage, service: string): Promise<Evidence["outbox"]> => {
  const rows = await query(
    stage,
    service,
    `select id::text as id, type, organization_id, subject, sequence,
      published_at is not null as published, parked_at is not null as parked from outbox`,
  )
  return rows.map((row) => ({
    service,
    id: text(row, "id"),
    type: text(row, "type"),
    organizationId: text(row, "organization_id"),
    subject: text(row, "subject"),
    sequence: Number(row["sequence"]),
    published: row["published"] === true,
    parked: row["parked"] === true,
  }))
}

const isWebhook = (type: string) => /\.event\.received\.v/u.test(type)
const keepsInbox: Readonly<Record<string, (type: string) => boolean>> = {
  notifications: (type) => !isWebhook(type),
  identity: (type) => type.includes("audit"),
}

/** The others compare sequences instead: what they have applied is seen in their projections. */
const inboxesOf = (stage: Stage): Promise<Evidence["inboxes"]> =>
  Promise.all(
    Object.entries(keepsInbox).map(async ([subscriber, concerns]) => {
      const types = consumerRoutes.find(({ consumer }) => consumer === subscriber)?.detailTypes ?? []
      const rows = await query(stage, subscriber, "select event_id from inbox")
      return { subscriber, types: types.filter(concerns), ids: rows.map((row) => text(row, "event_id")) }
    }),
  )

const versioned: ReadonlyArray<readonly [string, string]> = [
  ["identity", "select organization_id || '/member/' || member_id as key, version from members"],
  ["identity", "select organization_id || '/organization/' || organization_id as key, version from organizations"],
  ["projects", "select organization_id || '/project/' || project_id as key, version from projects"],
  ["billing", "select organization_id || '/subscription/' || organization_id as key, version from subscriptions"],
  [
    "entitlements",
    "select organization_id || '/entitlements/' || organization_id as key, version from organization_plans",
  ],
]

const versionsOf = async (stage: Stage): Promise<Evidence["versions"]> => {
  const found: Record<string, number> = {}
  for (const [service, statement] of versioned)
    for (const row of await query(stage, service, statement))
      found[`${service} ${text(row, "key")}`] = Number(row["version"])
  return found
}

interface Mail {
  readonly origin: string
  readonly to: ReadonlyArray<string>
  readonly idempotencyKey?: string
}

const mails = async (stage: Stage) => {
  const log = await control<{ data: ReadonlyArray<Mail> }>(`${stage.endpoints.resend.url}/_emulator/mail`)
  const found = (log?.data ?? []).filter(({ origin }) => origin === "resend")
  const deliveries = await query(
    stage,
    "notifications",
    "select event_id || '/' || member_id as key, recipient from deliveries where not_before <= now() and state not in ('failed', 'suppressed')",
  )
  return {
    name: "a mail of a delivery",
    expected: deliveries.map((row) => `${text(row, "key")} ${text(row, "recipient")}`),
    found: found.flatMap(({ idempotencyKey, to }) => to.map((recipient) => `${idempotencyKey} ${recipient}`)),
  }
}

/** Audit entries of the other contexts, beside the events that brought them. */
const auditEntries = async (stage: Stage) => {
  const expected: Array<string> = []
  for (const service of serviceNames.filter((name) => name !== "identity")) {
    const rows = await query(
      stage,
      service,
      `select organization_id, detail->'data'->>'action' as action, detail->'data'->'target'->>'id' as target,
        (extract(epoch from (detail->'metadata'->>'time')::timestamptz) * 1000)::bigint::text as at
        from outbox where type like '%audit%'`,
    )
    expected.push(
      ...rows.map((row) => ["organization_id", "action", "target", "at"].map((name) => text(row, name)).join(" ")),
    )
  }
  const entries = await query(
    stage,
    "identity",
    "select organization_id, action, target_id as target, (extract(epoch from at) * 1000)::bigint::text as at from audit_entries",
  )
  const of = new Set(expected.map((key) => key.split(" ")[1]))
  const found = entries
    .map((row) => ["organization_id", "action", "target", "at"].map((name) => text(row, name)).join(" "))
    .filter((key) => of.has(key.split(" ")[1]))
  return { name: "an audit entry", expected, found }
}

/** What the load was told is done; a request that was repeated has been done once. */
const requests = async (stage: Stage, done: Done) => {
  const rows = await query(
    stage,
    "projects",
    "select organization_id || ' ' || name as key from projects where name like 'Project ________'",
  )
  const members = await query(
    stage,
    "identity",
    "select organization_id || ' ' || email as key from members where email like 'guest-%'",
  )
  const invited = new Set(done.invited)
  return [
    // One that nobody was told of any more may be there, once.
    {
      name: "a project",
      expected: [...new Set([...done.projects, ...rows.map((row) => text(row, "key"))])],
      found: rows.map((row) => text(row, "key")),
    },
    {
      name: "a guest",
      expected: [...invited],
      found: members.map((row) => text(row, "key")).filter((key) => invited.has(key)),
    },
  ]
}

/** Reads everything that the audit compares. */
export const read = async (
  stage: Stage,
  bus: Evidence["bus"],
  done: Done,
  left: Evidence["left"],
): Promise<Evidence> => ({
  outbox: (await Promise.all(serviceNames.map((service) => outboxOf(stage, service)))).flat(),
  bus,
  inboxes: await inboxesOf(stage),
  versions: await versionsOf(stage),
  effects: [await mails(stage), await auditEntries(stage), ...(await requests(stage, done))],
  mirrors: await mirrorsIn(stage),
  left,
})
