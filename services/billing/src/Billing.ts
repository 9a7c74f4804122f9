import * as Layer from "effect/Layer"
import { Checkouts } from "./Checkouts.ts"
import { Customers } from "./Customers.ts"
import { StripeGateway } from "./stripe/StripeGateway.ts"
import { StripeEvents } from "./StripeEvents.ts"
import { Subscriptions } from "./Subscriptions.ts"

/** The services of billing, each made once. */
export const layerBilling = Layer.mergeAll(Checkouts.layer, StripeEvents.layer).pipe(
  Layer.provideMerge(Subscriptions.layer),
  Layer.provideMerge(Customers.layer),
  Layer.provide(StripeGateway.layer),
)
