import { invalid } from "./Errors.ts"
import type { World } from "./World.ts"

/** Refuses another currency than that of the customer's live subscriptions and waiting invoice items. */
export const expectOneCurrency = (world: World, customer: string, currency: string): void => {
  const other = [...world.subscriptions.live(), ...world.invoiceItems.live()].find(
    (one) => one.customer === customer && one.currency !== currency,
  )
  if (other)
    throw invalid(
      `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${other.currency}.`,
    )
}
