import * as Billing from "@tango/contracts/events/BillingEvents"
import type { OrganizationId } from "@tango/contracts/Ids"
import * as Outbox from "@tango/messaging/Outbox"
import { parseTraceparent } from "@tango/observability/Traceparent"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { StripeSubscription } from "./domain/Books.ts"
import type { Announcement } from "./domain/Digest.ts"

/** Puts what others are to hear into the outbox. `version` is that of the subscription; `entryOf` the ledger's ids. */
export const announce = (
  tenant: OrganizationId,
  news: Announcement,
  version: number,
  entryOf: (transactionId: string) => string,
) => {
  switch (news._tag) {
    case "SubscriptionChanged": {
      const { cancelAt, currentPeriodEnd, plan, price, seats, status, subscriptionId } = news.snapshot
      return inTraceOf(
        news.begins,
        Outbox.append(Billing.SubscriptionChanged, {
          subject: `subscription/${tenant}`,
          sequence: version,
          data: {
            organizationId: tenant,
            subscriptionId,
            status,
            plan,
            previousPlan: news.previousPlan,
            price,
            seats,
            currentPeriodEnd: currentPeriodEnd.toISOString(),
            cancelAt: cancelAt?.toISOString() ?? null,
          },
        }),
      )
    }
    case "TrialEnding":
      return Outbox.append(Billing.TrialEnding, {
        subject: `trial/${news.subscriptionId}/${news.trialEnd.getTime()}`,
        sequence: 1,
        data: {
          organizationId: tenant,
          subscriptionId: news.subscriptionId,
          plan: news.plan,
          trialEnd: news.trialEnd.toISOString(),
        },
      })
    case "PaymentFailed":
      return Outbox.append(Billing.PaymentFailed, {
        subject: `payment/${news.invoice.invoiceId}`,
        sequence: news.reminder,
        data: {
          organizationId: tenant,
          subscriptionId: news.subscriptionId,
          invoiceId: news.invoice.invoiceId,
          amount: news.invoice.amountRemaining,
          currency: news.invoice.currency,
          attempt: news.invoice.attempts,
          nextAttemptAt: news.invoice.nextAttemptAt?.toISOString() ?? null,
          restrictedAt: news.restrictedAt.toISOString(),
        },
      })
    case "PaymentRecovered":
      return Outbox.append(Billing.PaymentRecovered, {
        subject: `payment/${news.invoice.invoiceId}`,
        sequence: news.reminder,
        data: {
          organizationId: tenant,
          subscriptionId: news.subscriptionId,
          invoiceId: news.invoice.invoiceId,
          amount: news.invoice.amountPaid,
          currency: news.invoice.currency,
        },
      })
    case "InvoicePaid":
      return Outbox.append(Billing.InvoicePaid, {
        subject: `invoice/${news.invoice.invoiceId}`,
        sequence: 1,
        data: {
          organizationId: tenant,
          invoiceId: news.invoice.invoiceId,
          number: news.invoice.number ?? news.invoice.invoiceId,
          amount: news.invoice.total,
          currency: news.invoice.currency,
        },
      })
    case "InvoiceRefunded": {
      const { amountRefunded, currency, invoiceId, number } = news.invoice
      return Outbox.append(Billing.InvoiceRefunded, {
        subject: `refund/${invoiceId}/${amountRefunded}`,
        sequence: 1,
        data: { organizationId: tenant, invoiceId, number: number ?? invoiceId, amount: news.amount, currency },
      })
    }
    case "InvoiceDisputed": {
      const { currency, invoiceId, number, total: amount } = news.invoice
      const { dispute } = news
      return Outbox.append(Billing.InvoiceDisputed, {
        subject: `dispute/${invoiceId}/${dispute}`,
        sequence: 1,
        data: { organizationId: tenant, invoiceId, number: number ?? invoiceId, amount, currency, dispute },
      })
    }
    case "CreditsChanged": {
      const { amount, balance, currency, reason, transactionId } = news.credit
      const entryId = entryOf(transactionId)
      return Outbox.append(Billing.CreditsChanged, {
        subject: `credit/${entryId}`,
        sequence: 1,
        data: { organizationId: tenant, entryId, amount, currency, balance, reason },
      })
    }
  }
}

/** What a Checkout began belongs to the trace of the request for it, whoever noticed first; what comes later does not. */
const inTraceOf = <A, E, R>(
  begins: StripeSubscription | null,
  effect: Effect.Effect<A, E, R>,
): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const parent = parseTraceparent(begins?.traceparent)
    if (parent === undefined) return yield* effect
    const noticedBy = yield* Effect.option(Effect.currentSpan)
    const links = Option.toArray(noticedBy).map((span) => ({ span, attributes: {} }))
    return yield* Effect.withSpan(effect, "Subscriptions.begin", { parent, links })
  })
