import { announceEntitlements } from "./Entitlements.ts"
import { StripeFailure } from "./Errors.ts"
import type { World } from "./World.ts"

/** Does all of the work or nothing of it, except that a refused payment stays. */
export const work = <R>(world: World, doing: () => R): R =>
  world.transactions.run(
    () => {
      const result = doing()
      announceEntitlements(world)
      return result
    },
    (failure) => failure instanceof StripeFailure && failure.keeps,
  )
