import { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import type { Received } from "@tango/messaging/Reaction"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { lockOrganization } from "./persistence/OrganizationLock.ts"
import { StripeBooks } from "./stripe/StripeBooks.ts"
import { StripeCustomers } from "./stripe/StripeCustomers.ts"

type OrganizationEvent = Received<{ readonly name: string }>

/** Stripe's customer of each organization: one, and never two. */
export class Customers extends Context.Service<
  Customers,
  {
    /** The tenant's customer, made if there is none yet. */
    readonly ensure: Effect.Effect<string, ProviderUnavailable, CurrentTenant>
    /** The tenant's customer as far as we know; null before the first. */
    readonly find: Effect.Effect<string | null, never, CurrentTenant>
    /** Makes the customer and gives it the organization's name, unless something newer is known. */
    follow(event: OrganizationEvent): Effect.Effect<void, ProviderUnavailable, CurrentTenant>
    /** Whose customer it is; null when it is none of ours. */
    organizationOf(customerId: string): Effect.Effect<OrganizationId | null, ProviderUnavailable>
  }
>()("@tango/billing/Customers") {
  static readonly layer = Layer.effect(
    Customers,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const system = yield* SystemSql
      const stripe = yield* StripeCustomers
      const books = yield* StripeBooks

      const find = Effect.gen(function* () {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read(
          (sql) => sql<{ customer_id: string }>`select customer_id from customers where organization_id = ${tenant}`,
        )
        return row?.customer_id ?? null
      })

      /** The row, under the organization's lock. */
      const locked = Effect.gen(function* () {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        yield* lockOrganization
        const [row] = yield* sql<{ customer_id: string; name_sequence: number }>`
          select customer_id, name_sequence from customers where organization_id = ${tenant}`
        if (row !== undefined) return row
        const made = { customer_id: yield* stripe.ensure(tenant), name_sequence: 0 }
        yield* sql`insert into customers ${sql.insert({ organization_id: tenant, ...made })}`
        return made
      })

      const ensure = Effect.gen(function* () {
        return (yield* find) ?? (yield* tenantSql.transaction(locked)).customer_id
      }).pipe(Effect.withSpan("Customers.ensure"))

      const follow = Effect.fn("Customers.follow")(({ data, metadata }: OrganizationEvent) =>
        tenantSql.transaction(
          Effect.gen(function* () {
            const sql = yield* Transaction
            const tenant = yield* CurrentTenant
            const row = yield* locked
            if (metadata.sequence <= row.name_sequence) return
            yield* stripe.rename(row.customer_id, data.name)
            yield* sql`update customers set name_sequence = ${metadata.sequence} where organization_id = ${tenant}`
          }),
        ),
      )

      const organizationOf = Effect.fn("Customers.organizationOf")(function* (customerId: string) {
        const [row] = yield* Effect.orDie(
          system<{ organization_id: string }>`select organization_id from customers where customer_id = ${customerId}`,
        )
        // Stripe forgets the metadata of a deleted customer, so our own row comes first.
        return row === undefined ? yield* books.organizationOf(customerId) : OrganizationId.make(row.organization_id)
      })

      return Customers.of({ ensure, find, follow, organizationOf })
    }),
  )
}
