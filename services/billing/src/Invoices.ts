import type { Invoice } from "@tango/contracts/api/BillingApi"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { InvalidCursor } from "@tango/contracts/Problem"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { StripeInvoice } from "./domain/Books.ts"
import { decodeInvoice, listInvoices } from "./persistence/MoneyRows.ts"

const InvoiceId = Schema.String.check(Schema.isPattern(/^in_[A-Za-z0-9_]{1,128}$/u))

const view = (invoice: StripeInvoice): typeof Invoice.Type => ({
  invoiceId: invoice.invoiceId,
  number: invoice.number,
  status: invoice.status,
  currency: invoice.currency,
  total: invoice.total,
  amountPaid: invoice.amountPaid,
  amountRemaining: invoice.amountRemaining,
  creditApplied: invoice.creditApplied,
  amountRefunded: invoice.amountRefunded,
  dispute: invoice.dispute,
  createdAt: invoice.createdAt,
  paidAt: invoice.paidAt,
  url: invoice.url,
  pdfUrl: invoice.pdfUrl,
})

/** The tenant's invoices, from our copy; the documents themselves are at Stripe. */
export class Invoices extends Context.Service<
  Invoices,
  {
    /** Newest first. */
    list(query: PageQuery): Effect.Effect<
      {
        readonly items: ReadonlyArray<typeof Invoice.Type>
        readonly next_cursor: string | null
      },
      InvalidCursor,
      CurrentTenant
    >
  }
>()("@tango/billing/Invoices") {
  static readonly layer = Layer.effect(
    Invoices,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const list = Effect.fn("Invoices.list")(function* (query: PageQuery) {
        const tenant = yield* CurrentTenant
        const size = pageSize(query)
        const after = yield* fromCursor(query, InvoiceId)
        const rows = yield* tenantSql.read((sql) => listInvoices(sql, tenant, after, size + 1))
        const invoices = yield* Effect.orDie(Effect.forEach(rows, ({ document }) => decodeInvoice(document)))
        return toPage(invoices, size, ({ invoiceId }) => invoiceId, view)
      })
      return Invoices.of({ list })
    }),
  )
}
