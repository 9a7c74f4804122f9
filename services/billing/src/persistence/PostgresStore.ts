import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Inbox from "@tango/messaging/Inbox"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { announce } from "../Announce.ts"
import { type Changes, type Copy, emptyCopy } from "../domain/Digest.ts"
import { Store } from "../Store.ts"
import { appendCredit, findCreditTransactions, findInvoices, writeInvoice } from "./MoneyRows.ts"
import { lockOrganization } from "./OrganizationLock.ts"
import { findSubscription, toStored, writeSubscription } from "./SubscriptionRows.ts"

const load = Effect.gen(function* () {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const [row] = yield* findSubscription(sql, tenant)
  const stored = toStored(row)
  const credits = yield* findCreditTransactions(sql, tenant)
  const copy: Copy = {
    snapshot: stored?.snapshot ?? null,
    version: stored?.version ?? 0,
    told: stored?.told ?? emptyCopy.told,
    invoices: yield* findInvoices(sql, tenant),
    credits: new Set(credits.map(({ transaction_id }) => transaction_id)),
  }
  return copy
})

const save = Effect.fnUntraced(function* (before: Copy, changes: Changes) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const isAnnounced = changes.announcements.some(({ _tag }) => _tag === "SubscriptionChanged")
  const version = before.version + (isAnnounced ? 1 : 0)
  const snapshot = changes.snapshot ?? before.snapshot
  if (snapshot !== null && (changes.snapshot !== null || changes.told !== null))
    yield* writeSubscription(sql, tenant, { snapshot, version, told: changes.told ?? before.told })
  yield* Effect.forEach(changes.invoices, (invoice) => writeInvoice(sql, tenant, invoice))
  const entries = new Map<string, string>()
  for (const credit of changes.credits) entries.set(credit.transactionId, yield* appendCredit(sql, tenant, credit))
  yield* Effect.forEach(changes.announcements, (news) =>
    announce(tenant, news, version, (transactionId) => entries.get(transactionId) ?? transactionId),
  )
})

/** The copy in PostgreSQL. */
export const layerPostgresStore = Layer.effect(
  Store,
  Effect.gen(function* () {
    const tenantSql = yield* TenantSql
    const system = yield* SystemSql
    const signal = yield* OutboxSignal

    return Store.of({
      open: (body) =>
        tenantSql.transaction(
          Effect.gen(function* () {
            const transaction = yield* Transaction
            const tenant = yield* CurrentTenant
            yield* lockOrganization
            const inside = <A, E>(effect: Effect.Effect<A, E, Transaction | CurrentTenant | OutboxSignal>) =>
              effect.pipe(
                Effect.provideService(Transaction, transaction),
                Effect.provideService(CurrentTenant, tenant),
                Effect.provideService(OutboxSignal, signal),
                Effect.orDie,
              )
            return yield* body({
              claim: (id) => inside(Effect.map(Inbox.once(`stripe:${id}`, Effect.void), Option.isSome)),
              load: inside(load),
              save: (before, changes) => inside(save(before, changes)),
            })
          }),
        ),
      snapshot: Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findSubscription(sql, tenant))
        return toStored(row)?.snapshot ?? null
      }),
      organizations: Effect.map(
        Effect.orDie(
          system<{ organization_id: string }>`select organization_id from customers order by organization_id`,
        ),
        (rows) => rows.map(({ organization_id }) => OrganizationId.make(organization_id)),
      ),
    })
  }),
)
