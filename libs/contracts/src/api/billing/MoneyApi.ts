import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { Page, pageQuery } from "../../Paging.ts"
import { RequiredPermission } from "../../Permissions.ts"
import { PriceKey } from "../../Plans.ts"
import { Authentication } from "../../Principal.ts"
import { InvalidCursor, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

/** Amounts in minor units. */
export const Invoice = Schema.Struct({
  invoiceId: Schema.String,
  number: Schema.NullOr(Schema.String),
  status: Schema.Literals(["open", "paid", "uncollectible", "void"]),
  currency: Schema.String,
  total: Schema.Int,
  amountPaid: Schema.Int,
  amountRemaining: Schema.Int,
  /** Credit that was used for it. */
  creditApplied: Schema.Int,
  amountRefunded: Schema.Int,
  dispute: Schema.NullOr(Schema.Literals(["open", "won", "lost"])),
  createdAt: Timestamp,
  paidAt: Schema.NullOr(Timestamp),
  /** Stripe's page, where it can be paid while it is open. */
  url: Schema.NullOr(Schema.String),
  pdfUrl: Schema.NullOr(Schema.String),
})

/** An entry of the ledger, which is only ever added to. Positive was granted, negative was used. */
export const CreditEntry = Schema.Struct({
  entryId: Schema.String,
  kind: Schema.Literals(["granted", "applied", "returned", "proration", "adjusted"]),
  amount: Schema.Int,
  currency: Schema.String,
  /** What was left after it. */
  balance: Schema.Int,
  reason: Schema.String,
  /** Who granted it; null for what Stripe did by itself. */
  grantedBy: Schema.NullOr(Schema.String),
  invoiceId: Schema.NullOr(Schema.String),
  createdAt: Timestamp,
})

/** Seats of the plan. On Free nothing is paid and `paid` is null. */
export const SeatUse = Schema.Struct({
  paid: Schema.NullOr(Schema.Int),
  /** Active members. */
  used: Schema.Int,
  invited: Schema.Int,
  price: Schema.NullOr(PriceKey),
  /** What the plan allows at most; null is without limit. */
  limit: Schema.NullOr(Schema.Int),
})

const Text = Schema.NullOr(Schema.String)

/** Who is billed and how it is paid, as Stripe has it now; its portal changes it. All null before the first purchase. */
export const BillingDetails = Schema.Struct({
  name: Text,
  email: Text,
  address: Schema.NullOr(
    /** `country` is ISO 3166-1 alpha-2. */
    Schema.Struct({ line1: Text, line2: Text, postalCode: Text, city: Text, state: Text, country: Text }),
  ),
  /** Such as `eu_vat` and its number. */
  taxIds: Schema.Array(Schema.Struct({ type: Schema.String, value: Schema.String })),
  card: Schema.NullOr(
    Schema.Struct({ brand: Schema.String, last4: Schema.String, expiryMonth: Schema.Int, expiryYear: Schema.Int }),
  ),
})

export class MoneyGroup extends HttpApiGroup.make("money")
  .add(
    HttpApiEndpoint.get("invoices", "/invoices", {
      query: pageQuery,
      success: Page(Invoice),
      error: InvalidCursor,
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.get("credits", "/credits", {
      query: pageQuery,
      success: Schema.Struct({ ...Page(CreditEntry).fields, balance: Schema.Int, currency: Schema.String }),
      error: InvalidCursor,
    }).annotate(RequiredPermission, "billing:write"),
    HttpApiEndpoint.get("details", "/details", { success: BillingDetails, error: ProviderUnavailable }).annotate(
      RequiredPermission,
      "billing:write",
    ),
    HttpApiEndpoint.get("seats", "/seats", { success: SeatUse }).annotate(RequiredPermission, "billing:read"),
  )
  .middleware(Authentication) {}
