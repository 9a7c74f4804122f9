import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { randomUUIDv7 } from "node:crypto"
import { isDigestDue, localTime } from "./domain/Preferences.ts"
import { allMembers } from "./Members.ts"
import { organization } from "./Organizations.ts"
import { queueDeliveries } from "./persistence/DeliveryRows.ts"
import { lastDigest, membersWithEntries, setLastDigest, takeEntries } from "./persistence/DigestRows.ts"
import { settingsOf, toSettings } from "./persistence/PreferenceRows.ts"
import { Sender } from "./Sender.ts"

/** Queues a member's digest when its hour has come: what it says and that it is said commit together. */
const queueDigest = Effect.fnUntraced(function* (memberId: MemberId) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const [last] = yield* lastDigest(sql, tenant, memberId)
  const [row] = yield* settingsOf(sql, tenant, [memberId])
  const settings = toSettings(row)
  const now = new Date(yield* Clock.currentTimeMillis)
  if (!isDigestDue(now, settings, last?.last_date ?? null)) return null
  const entries = yield* takeEntries(sql, tenant, memberId)
  const member = (yield* allMembers).find((each) => each.memberId === memberId)
  if (member?.status !== "active" || entries.length === 0) return null
  const { logoUrl, organizationName } = yield* organization
  const { date } = localTime(now, settings.timeZone)
  yield* setLastDigest(sql, tenant, memberId, date)
  const content = {
    kind: "digest" as const,
    name: member.name,
    organizationName,
    ...(logoUrl === null ? {} : { logoUrl }),
    date,
    entries,
  }
  const [queued] = yield* queueDeliveries(sql, tenant, [
    { eventId: randomUUIDv7(), memberId, recipient: member.email, content, notBefore: null, withheld: null },
  ])
  return queued?.delivery_id ?? null
})

/** One e-mail a day for those who want one, at their own hour; gives how many went out. Bears being run late, twice, or at once. */
export const sendDigests = Effect.gen(function* () {
  const system = yield* SystemSql
  const tenantSql = yield* TenantSql
  const sender = yield* Sender
  const waiting = yield* Effect.orDie(membersWithEntries(system))
  let sent = 0
  for (const { member_id, organization_id } of waiting) {
    const work = Effect.gen(function* () {
      const deliveryId = yield* tenantSql.transaction(queueDigest(MemberId.make(member_id)))
      if (deliveryId === null) return
      sent += 1
      // What cannot be sent now, the other job sends.
      yield* Effect.ignore(sender.send({ deliveryId }))
    })
    yield* Effect.provideService(work, CurrentTenant, OrganizationId.make(organization_id))
  }
  return { sent }
}).pipe(Effect.withSpan("Digests.send"))
