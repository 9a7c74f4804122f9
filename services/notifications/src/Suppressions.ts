import type { Suppression, SuppressionReason } from "@tango/contracts/api/NotificationsApi"
import { NotificationsAuditRecorded } from "@tango/contracts/events/AuditEvents"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type InvalidCursor, NotFound, ProviderUnavailable } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { EmailProvider } from "./EmailProvider.ts"
import {
  findSuppression,
  insertSuppression,
  listSuppressions,
  removeSuppression,
  toSuppression,
} from "./persistence/SuppressionRows.ts"

type Reason = typeof SuppressionReason.Type

const SuppressionId = Schema.String.check(Schema.isUUID())

/** From now on the tenant sends nothing to the address; the first reason stays. */
export const suppress = Effect.fnUntraced(function* (address: string, reason: Reason) {
  yield* insertSuppression(yield* Transaction, yield* CurrentTenant, address, reason)
})

/** Addresses that get no e-mail of the tenant. */
export class Suppressions extends Context.Service<
  Suppressions,
  {
    list(query: PageQuery & { readonly address?: string }): Effect.Effect<
      {
        readonly items: ReadonlyArray<typeof Suppression.Type>
        readonly next_cursor: string | null
      },
      InvalidCursor,
      CurrentTenant
    >
    /** By hand; `actorId` for the audit log. */
    add(address: string, actorId: string): Effect.Effect<typeof Suppression.Type, never, CurrentTenant>
    /** From the provider's own list first, so that our list never promises what the provider will not do. */
    remove(suppressionId: string, actorId: string): Effect.Effect<void, NotFound | ProviderUnavailable, CurrentTenant>
  }
>()("@tango/notifications/Suppressions") {
  static readonly layer = Layer.effect(
    Suppressions,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const provider = yield* EmailProvider
      const signal = yield* OutboxSignal

      const audit = (action: string, suppressionId: string, actorId: string, reason: Reason) =>
        recordAudit(NotificationsAuditRecorded, {
          actor: { kind: "member", id: actorId },
          action,
          target: { type: "suppression", id: suppressionId },
          details: { reason },
        }).pipe(Effect.provideService(OutboxSignal, signal))

      const list = Effect.fn("Suppressions.list")(function* (query: PageQuery & { readonly address?: string }) {
        const after = yield* fromCursor(query, SuppressionId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) =>
          listSuppressions(sql, tenant, query.address ?? null, after, size + 1),
        )
        return toPage(rows, size, (row) => row.suppression_id, toSuppression)
      })

      const add = Effect.fn("Suppressions.add")((address: string, actorId: string) =>
        tenantSql.transaction(
          Effect.gen(function* () {
            const row = yield* insertSuppression(yield* Transaction, yield* CurrentTenant, address, "manual")
            yield* audit("suppression.added", row.suppression_id, actorId, row.reason)
            return toSuppression(row)
          }),
        ),
      )

      const remove = Effect.fn("Suppressions.remove")(function* (suppressionId: string, actorId: string) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findSuppression(sql, tenant, suppressionId))
        if (row === undefined) return yield* new NotFound({})
        yield* provider.unsuppress(row.address).pipe(
          Effect.tapError((error) => Effect.logWarning("A suppression could not be lifted", { reason: error.reason })),
          Effect.mapError(() => new ProviderUnavailable({})),
        )
        yield* tenantSql.transaction(
          Effect.gen(function* () {
            yield* removeSuppression(yield* Transaction, tenant, suppressionId)
            yield* audit("suppression.removed", suppressionId, actorId, row.reason)
          }),
        )
      })

      return Suppressions.of({ list, add, remove })
    }),
  )
}
