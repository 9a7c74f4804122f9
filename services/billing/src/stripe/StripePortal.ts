import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type Stripe from "stripe"
import { orUnavailable, StripeClient } from "./StripeClient.ts"

export interface PortalVisit {
  readonly customerId: string
  readonly subscriptionId: string | null
  readonly flow: "payment_method" | "cancel" | undefined
  readonly returnUrl: string
}

/**
 * What people may do in the portal. Plans and seats are not among it: they are changed here, where the amounts are shown before
 * and the seats follow the members.
 */
export const portalFeatures: Stripe.BillingPortal.ConfigurationCreateParams.Features = {
  customer_update: { enabled: true, allowed_updates: ["email", "address", "name", "tax_id"] },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: { enabled: true, mode: "at_period_end" },
  subscription_update: { enabled: false },
}

/** The mark of the configuration that is ours. */
export const portalMark = { tango: "portal" } as const

/** Stripe's customer portal. */
export class StripePortal extends Context.Service<
  StripePortal,
  {
    /** A short-lived address that opens the customer's own portal. */
    open(visit: PortalVisit): Effect.Effect<string, ProviderUnavailable>
  }
>()("@tango/billing/StripePortal") {
  static readonly layer = Layer.effect(
    StripePortal,
    Effect.gen(function* () {
      const { call } = yield* StripeClient

      const configuration = Effect.map(
        call("billing_portal.configurations.list", (stripe) =>
          stripe.billingPortal.configurations.list({ active: true, limit: 100 }),
        ),
        ({ data }) => data.find(({ metadata }) => metadata?.["tango"] === portalMark.tango)?.id,
      )

      const open = Effect.fnUntraced(function* (visit: PortalVisit) {
        const id = yield* configuration
        if (id === undefined) yield* Effect.logError("The portal has no configuration of ours: push the catalogue")
        const session = yield* call("billing_portal.sessions.create", (stripe) =>
          stripe.billingPortal.sessions.create({
            customer: visit.customerId,
            return_url: visit.returnUrl,
            ...(id === undefined ? {} : { configuration: id }),
            ...flowOf(visit),
          }),
        )
        return session.url
      })

      return StripePortal.of({ open: (visit) => orUnavailable(open(visit)) })
    }),
  ).pipe(Layer.provide(StripeClient.layer))
}

const flowOf = ({ flow, subscriptionId }: PortalVisit): Pick<Stripe.BillingPortal.SessionCreateParams, "flow_data"> => {
  if (flow === "payment_method") return { flow_data: { type: "payment_method_update" } }
  if (flow === "cancel" && subscriptionId !== null)
    return { flow_data: { type: "subscription_cancel", subscription_cancel: { subscription: subscriptionId } } }
  return {}
}
