import { subscriptions } from "@tango/contracts/subscriptions/BillingAlerts"
import { on } from "@tango/messaging/Reaction"
import { emitMetric } from "@tango/observability/Metrics"
import * as Effect from "effect/Effect"

/** What the vendor's own people are told. Counted once more when an event comes twice: good enough for an alarm. */
export const alerts = [
  on(subscriptions.paymentFailed, ({ data }) =>
    Effect.andThen(
      Effect.logWarning("A payment failed", data),
      emitMetric("PaymentsFailed", 1, "Count", { service: "billing" }),
    ),
  ),
]
