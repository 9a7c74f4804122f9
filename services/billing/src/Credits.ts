import { type CreditEntry, CurrencyMismatch } from "@tango/contracts/api/BillingApi"
import { BillingAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { CurrentOperator } from "@tango/contracts/Operator"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import {
  type IdempotencyKeyReused,
  type InvalidCursor,
  NotFound,
  type ProviderUnavailable,
} from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import { OutboxSignal } from "@tango/messaging/Outbox"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Customers } from "./Customers.ts"
import { billingCurrency } from "./domain/Credit.ts"
import { creditBalance, findCreditOfGrant, listCredits, toEntry, writeGrant } from "./persistence/CreditRows.ts"
import { StripeCustomers } from "./stripe/StripeCustomers.ts"
import { Subscriptions } from "./Subscriptions.ts"

type Entry = typeof CreditEntry.Type

export interface NewGrant {
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly idempotencyKey: string | undefined
}

const Id = Schema.String.check(Schema.isUUID())

/** An organization's credit: given by the vendor's staff, used by Stripe for invoices, kept here as a ledger that only grows. */
export class Credits extends Context.Service<
  Credits,
  {
    grant(
      grant: NewGrant,
    ): Effect.Effect<
      Entry,
      NotFound | CurrencyMismatch | IdempotencyKeyReused | ProviderUnavailable,
      CurrentTenant | CurrentOperator
    >
    /** Newest first, with what is left. */
    list(query: PageQuery): Effect.Effect<
      {
        readonly items: ReadonlyArray<Entry>
        readonly next_cursor: string | null
        readonly balance: number
        readonly currency: string
      },
      InvalidCursor,
      CurrentTenant
    >
    /** Our ledger's sum less what Stripe says is left; 0 when they agree. */
    readonly difference: Effect.Effect<number, ProviderUnavailable, CurrentTenant>
  }
>()("@tango/billing/Credits") {
  static readonly layer = Layer.effect(
    Credits,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const customers = yield* Customers
      const stripe = yield* StripeCustomers
      const subscriptions = yield* Subscriptions
      const signal = yield* OutboxSignal

      /** Writes down who gives what and why; commits before Stripe is asked, so that a repeat asks for the same. */
      const attempt = ({ amount, currency, idempotencyKey, reason }: NewGrant) =>
        idempotent(
          Id,
          { key: idempotencyKey, operation: "credits.grant", request: [amount, currency, reason] },
          Effect.gen(function* () {
            const { name } = yield* CurrentOperator
            const grantId = yield* writeGrant({ amount, currency, reason, grantedBy: name })
            yield* recordAudit(BillingAuditRecorded, {
              actor: { kind: "operator", id: name },
              action: "credit.granted",
              target: { type: "credit", id: grantId },
              details: { amount, currency },
            })
            return grantId
          }),
        )

      const grant = Effect.fn("Credits.grant")(
        function* (request: NewGrant) {
          const customerId = yield* customers.find
          if (customerId === null) return yield* new NotFound({})
          const currency = (yield* stripe.currencyOf(customerId)) ?? billingCurrency
          if (currency !== request.currency) return yield* new CurrencyMismatch({ currency })
          const grantId = yield* tenantSql.transaction(attempt(request))
          const { name } = yield* CurrentOperator
          const { amount, reason } = request
          yield* stripe.grant(customerId, { grantId, amount, currency, reason, grantedBy: name })
          const { books } = yield* subscriptions.sync
          const transaction = books.credits.find((credit) => credit.grantId === grantId)
          const row = yield* findCreditOfGrant(tenantSql, transaction?.transactionId ?? "")
          return row === null ? yield* Effect.die("the credit that was granted is not in the ledger") : row
        },
        Effect.provideService(OutboxSignal, signal),
      )

      const balance = Effect.flatMap(CurrentTenant, (tenant) =>
        Effect.map(
          tenantSql.read((sql) => creditBalance(sql, tenant)),
          ([row]) => row ?? { balance: 0, currency: billingCurrency },
        ),
      )

      const list = Effect.fn("Credits.list")(function* (query: PageQuery) {
        const tenant = yield* CurrentTenant
        const size = pageSize(query)
        const before = yield* fromCursor(query, Id)
        const rows = yield* tenantSql.read((sql) => listCredits(sql, tenant, before, size + 1))
        const page = toPage(rows, size, ({ entry_id }) => entry_id, toEntry)
        return { ...page, ...(yield* balance) }
      })

      const difference = Effect.gen(function* () {
        const customerId = yield* customers.find
        if (customerId === null) return 0
        return (yield* balance).balance - (yield* stripe.balanceOf(customerId))
      })

      return Credits.of({ grant, list, difference })
    }),
  )
}
