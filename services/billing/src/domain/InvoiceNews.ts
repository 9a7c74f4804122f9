import type { StripeInvoice } from "./Books.ts"

/** What others are to hear of one invoice. */
export type InvoiceAnnouncement =
  | { readonly _tag: "InvoicePaid"; readonly invoice: StripeInvoice }
  /** `amount` is what was given back since the last time. */
  | { readonly _tag: "InvoiceRefunded"; readonly invoice: StripeInvoice; readonly amount: number }
  | {
      readonly _tag: "InvoiceDisputed"
      readonly invoice: StripeInvoice
      readonly dispute: NonNullable<StripeInvoice["dispute"]>
    }

/** What is new of an invoice, against our copy of it if there is one: each payment, refund and step of a dispute is told once. */
export const newsOfInvoice = (
  invoice: StripeInvoice,
  before: StripeInvoice | undefined,
): ReadonlyArray<InvoiceAnnouncement> => {
  const { dispute, status, total } = invoice
  const news: Array<InvoiceAnnouncement> = []
  if (status === "paid" && total > 0 && before?.status !== "paid") news.push({ _tag: "InvoicePaid", invoice })
  const amount = invoice.amountRefunded - (before?.amountRefunded ?? 0)
  if (amount > 0) news.push({ _tag: "InvoiceRefunded", invoice, amount })
  if (dispute !== null && dispute !== before?.dispute) news.push({ _tag: "InvoiceDisputed", invoice, dispute })
  return news
}
