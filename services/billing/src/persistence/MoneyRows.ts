import type * as PgClient from "@effect/sql-pg/PgClient"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { StripeCredit, StripeInvoice } from "../domain/Books.ts"
import { InvoiceDocument } from "./Documents.ts"

type Sql = PgClient.PgClient

const encodeInvoice = Schema.encodeEffect(InvoiceDocument)
export const decodeInvoice = Schema.decodeUnknownEffect(InvoiceDocument)

export const findInvoices = Effect.fnUntraced(function* (sql: Sql, tenant: OrganizationId) {
  // As many as Stripe is asked for.
  const rows = yield* sql<{ document: unknown }>`select document from invoices where organization_id = ${tenant}
    order by created_at desc, invoice_id desc limit 100`
  return yield* Effect.forEach(rows, ({ document }) => decodeInvoice(document))
})

export const writeInvoice = Effect.fnUntraced(function* (sql: Sql, tenant: OrganizationId, invoice: StripeInvoice) {
  const document = sql.json(yield* encodeInvoice(invoice))
  const key = { organization_id: tenant, invoice_id: invoice.invoiceId, created_at: invoice.createdAt }
  yield* sql`insert into invoices ${sql.insert({ ...key, document })}
    on conflict (organization_id, invoice_id) do update set document = excluded.document`
})

export const findCreditTransactions = (sql: Sql, tenant: OrganizationId) =>
  sql<{ transaction_id: string }>`select transaction_id from credit_entries where organization_id = ${tenant}`

/** Gives the entry's id. */
export const appendCredit = Effect.fnUntraced(function* (sql: Sql, tenant: OrganizationId, credit: StripeCredit) {
  const [row] = yield* sql<{ entry_id: string }>`insert into credit_entries ${sql.insert({
    organization_id: tenant,
    transaction_id: credit.transactionId,
    kind: credit.kind,
    amount: credit.amount,
    currency: credit.currency,
    balance: credit.balance,
    reason: credit.reason,
    granted_by: credit.grantedBy,
    invoice_id: credit.invoiceId,
    created_at: credit.createdAt,
  })} returning entry_id`
  return row?.entry_id ?? ""
})

/** Newest first, after the one with the id `after`. */
export const listInvoices = (sql: Sql, tenant: OrganizationId, after: string | null, limit: number) =>
  sql<{ document: unknown }>`select document from invoices where organization_id = ${tenant}
    and (${after}::text is null or (created_at, invoice_id) < (
      select created_at, invoice_id from invoices where organization_id = ${tenant} and invoice_id = ${after}))
    order by created_at desc, invoice_id desc limit ${limit}`
