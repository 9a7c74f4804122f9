import { PaymentFailed } from "../events/BillingEvents.ts"
import { reads } from "../events/Subscription.ts"

/** What the function behind billing's alerts hears of, and the fields of it that it reads. */
export const subscriptions = {
  paymentFailed: reads(PaymentFailed, ["subscriptionId", "invoiceId", "amount", "currency", "attempt"]),
}
