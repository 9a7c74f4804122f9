import type { OrganizationId } from "@tango/contracts/Ids"
import type { CurrentTenant } from "@tango/contracts/Principal"
import type { Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { Changes, Copy } from "./domain/Digest.ts"
import type { Snapshot } from "./domain/Subscription.ts"

/** One organization's copy of what Stripe says, held until the transaction ends. */
export interface OpenStore {
  /** True the first time that an event of Stripe's is seen. */
  claim(stripeEventId: string): Effect.Effect<boolean>
  readonly load: Effect.Effect<Copy>
  /** Writes what is new, and beside it the events that tell of it. */
  save(before: Copy, changes: Changes): Effect.Effect<void>
}

/** Where billing keeps its copy of what Stripe says. */
export class Store extends Context.Service<
  Store,
  {
    /** All or nothing. Nobody else has the same organization's copy open at the same time; other organizations are not in the way. */
    open<A, E, R>(
      body: (store: OpenStore) => Effect.Effect<A, E, R>,
    ): Effect.Effect<A, Exclude<E, SqlError>, Exclude<R, Transaction> | CurrentTenant>
    /** What was last known of the subscription. */
    readonly snapshot: Effect.Effect<Snapshot | null, never, CurrentTenant>
    /** Every organization that has a customer. */
    readonly organizations: Effect.Effect<ReadonlyArray<OrganizationId>>
  }
>()("@tango/billing/Store") {}
