import type * as PgClient from "@effect/sql-pg/PgClient"
import { CreditEntry } from "@tango/contracts/api/BillingApi"
import type { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { billingCurrency } from "../domain/Credit.ts"

type Sql = PgClient.PgClient

export interface CreditRow {
  readonly entry_id: string
  readonly kind: string
  readonly amount: number
  readonly currency: string
  readonly balance: number
  readonly reason: string
  readonly granted_by: string | null
  readonly invoice_id: string | null
  readonly created_at: Date
}

const decodeKind = Schema.decodeUnknownSync(CreditEntry.fields.kind)

export const toEntry = ({ created_at, entry_id, granted_by, invoice_id, kind, ...same }: CreditRow) => ({
  entryId: entry_id,
  kind: decodeKind(kind),
  amount: same.amount,
  currency: same.currency,
  balance: same.balance,
  reason: same.reason,
  grantedBy: granted_by,
  invoiceId: invoice_id,
  createdAt: created_at,
})

const columns = "entry_id, kind, amount, currency, balance, reason, granted_by, invoice_id, created_at"

/** Newest first: the ids rise with time. */
export const listCredits = (sql: Sql, tenant: OrganizationId, before: string | null, limit: number) =>
  sql<CreditRow>`select ${sql.literal(columns)} from credit_entries
    where organization_id = ${tenant} and (${before}::uuid is null or entry_id < ${before}::uuid)
    order by entry_id desc limit ${limit}`

export const creditBalance = (sql: Sql, tenant: OrganizationId) =>
  sql<{ balance: number; currency: string }>`select coalesce(sum(amount), 0)::integer as balance,
    coalesce(max(currency), ${billingCurrency}) as currency from credit_entries where organization_id = ${tenant}`

export const findCreditOfGrant = Effect.fnUntraced(function* (
  tenantSql: Context.Service.Shape<typeof TenantSql>,
  transactionId: string,
) {
  const tenant = yield* CurrentTenant
  const [row] = yield* tenantSql.read(
    (sql) => sql<CreditRow>`select ${sql.literal(columns)} from credit_entries
      where organization_id = ${tenant} and transaction_id = ${transactionId}`,
  )
  return row === undefined ? null : toEntry(row)
})

/** Gives the grant's id. */
export const writeGrant = Effect.fnUntraced(function* (grant: {
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly grantedBy: string
}) {
  const sql = yield* Transaction
  const [row] = yield* sql<{ grant_id: string }>`insert into credit_grants ${sql.insert({
    organization_id: yield* CurrentTenant,
    amount: grant.amount,
    currency: grant.currency,
    reason: grant.reason,
    granted_by: grant.grantedBy,
  })} returning grant_id`
  return row === undefined ? yield* Effect.die("insert returned no row") : row.grant_id
})
