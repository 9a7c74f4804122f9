import { PriceKey } from "@tango/contracts/Plans"
import * as Schema from "effect/Schema"

const date = Schema.DateFromString

/** What a row of `subscriptions` has beside its columns. */
export const Details = Schema.Struct({
  seatFloor: Schema.Int,
  trialEnd: Schema.NullOr(date),
  scheduled: Schema.NullOr(Schema.Struct({ price: PriceKey, seats: Schema.Int, at: date })),
  overdue: Schema.NullOr(
    Schema.Struct({
      invoiceId: Schema.String,
      since: date,
      amount: Schema.Int,
      currency: Schema.String,
      url: Schema.NullOr(Schema.String),
    }),
  ),
  told: Schema.Struct({
    trialEnd: Schema.NullOr(date),
    invoiceId: Schema.NullOr(Schema.String),
    reminders: Schema.Int,
  }),
})

/** A row of `invoices`. */
export const InvoiceDocument = Schema.Struct({
  invoiceId: Schema.String,
  subscriptionId: Schema.NullOr(Schema.String),
  number: Schema.NullOr(Schema.String),
  status: Schema.Literals(["open", "paid", "uncollectible", "void"]),
  currency: Schema.String,
  total: Schema.Int,
  amountDue: Schema.Int,
  amountPaid: Schema.Int,
  amountRemaining: Schema.Int,
  creditApplied: Schema.Int,
  amountRefunded: Schema.Int,
  dispute: Schema.NullOr(Schema.Literals(["open", "won", "lost"])),
  attempts: Schema.Int,
  nextAttemptAt: Schema.NullOr(date),
  createdAt: date,
  finalizedAt: Schema.NullOr(date),
  paidAt: Schema.NullOr(date),
  url: Schema.NullOr(Schema.String),
  pdfUrl: Schema.NullOr(Schema.String),
})
