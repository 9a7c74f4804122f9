import * as Layer from "effect/Layer"
import { Arrangements } from "./Arrangements.ts"
import { Checkouts } from "./Checkouts.ts"
import { Credits } from "./Credits.ts"
import { Customers } from "./Customers.ts"
import { Invoices } from "./Invoices.ts"
import { layerPostgresStore } from "./persistence/PostgresStore.ts"
import { PlanChanges } from "./PlanChanges.ts"
import { Reconciliation } from "./Reconciliation.ts"
import { Seats } from "./Seats.ts"
import { StripeBooks } from "./stripe/StripeBooks.ts"
import { StripeChanges } from "./stripe/StripeChanges.ts"
import { StripeCheckouts } from "./stripe/StripeCheckouts.ts"
import { StripeCustomers } from "./stripe/StripeCustomers.ts"
import { StripeDetails } from "./stripe/StripeDetails.ts"
import { StripePortal } from "./stripe/StripePortal.ts"
import { StripeUsage } from "./stripe/StripeUsage.ts"
import { StripeEvents } from "./StripeEvents.ts"
import { Subscriptions } from "./Subscriptions.ts"
import { UsageReports } from "./UsageReports.ts"

/** What billing asks of Stripe. */
const layerStripe = Layer.mergeAll(
  StripeBooks.layer,
  StripeChanges.layer,
  StripeCheckouts.layer,
  StripeCustomers.layer,
  StripeDetails.layer,
  StripePortal.layer,
  StripeUsage.layer,
)

/** The services of billing, each made once. */
export const layerBilling = Layer.mergeAll(
  Arrangements.layer,
  Checkouts.layer,
  Invoices.layer,
  PlanChanges.layer,
  Reconciliation.layer,
  StripeEvents.layer,
  UsageReports.layer,
).pipe(
  Layer.provideMerge(Layer.merge(Credits.layer, Seats.layer)),
  Layer.provideMerge(Subscriptions.layer),
  Layer.provideMerge(Customers.layer),
  Layer.provideMerge(Layer.merge(layerStripe, layerPostgresStore)),
)
