import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import { SystemSql } from "@tango/tenancy/Database"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { dueDeliveries } from "./persistence/DeliveryChanges.ts"
import { Sender } from "./Sender.ts"

const batch = 20
// The next run comes after a minute, and a function has five.
const longestRunMilliseconds = 50_000

/**
 * Sends what waits: for the end of quiet hours, for a place under the rate limit, or after a failed try. Gives how many were tried.
 * Bears being run late, twice, or at once.
 */
export const sendDue = Effect.gen(function* () {
  const system = yield* SystemSql
  const sender = yield* Sender
  const until = (yield* Clock.currentTimeMillis) + longestRunMilliseconds
  const tried = new Set<string>()
  while ((yield* Clock.currentTimeMillis) < until) {
    const rows = (yield* Effect.orDie(dueDeliveries(system, batch))).filter((row) => !tried.has(row.delivery_id))
    if (rows.length === 0) break
    for (const { delivery_id, organization_id } of rows) {
      tried.add(delivery_id)
      yield* sender.send({ deliveryId: delivery_id }).pipe(
        Effect.catch(({ reason }) => Effect.logWarning("An e-mail waits for another try", { reason })),
        Effect.provideService(CurrentTenant, OrganizationId.make(organization_id)),
      )
    }
  }
  return { tried: tried.size }
}).pipe(Effect.withSpan("DueDeliveries.send"))
