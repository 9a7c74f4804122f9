import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { ResourceRef } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { forgetOrganization } from "@tango/service/entitlements/Projection"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { dropResource, keepGrant, keepResource } from "./Directory.ts"
import { forgetLevels } from "./persistence/LevelRows.ts"

/** News of a service that shares its resources itself: `sequence` numbers all that is told of one resource. */
interface News {
  readonly resource: ResourceRef
  readonly actorId: string
  readonly sequence: number
}

/** Other services' resources and grants, as they tell of them. */
export class Followed extends Context.Service<
  Followed,
  {
    /** Without an owner it belongs to the organization, whose admins own all of it. */
    created(news: News, owner: Grantee | undefined): Effect.Effect<void, never, CurrentTenant>
    shared(news: News, grantee: Grantee, relation: Relation): Effect.Effect<void, never, CurrentTenant>
    unshared(news: News, grantee: Grantee, relation: Relation): Effect.Effect<void, never, CurrentTenant>
    deleted(news: News): Effect.Effect<void, never, CurrentTenant>
    /** The organization is no more, and nothing about it is kept. */
    readonly organizationDeleted: Effect.Effect<void, never, CurrentTenant>
  }
>()("@tango/entitlements/Followed") {
  static readonly layer = Layer.effect(
    Followed,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const write = <A, R>(body: Effect.Effect<A, SqlError, R>) =>
        tenantSql.transaction(body).pipe(Effect.asVoid, Effect.provideService(Outbox.OutboxSignal, signal))

      return Followed.of({
        created: ({ resource, ...told }, owner) =>
          write(
            Effect.gen(function* () {
              yield* keepResource(resource, null, told.sequence)
              if (owner === undefined) return
              yield* keepGrant({ resource, grantee: owner, relation: "owner" }, { ...told, before: "owner" })
            }),
          ),
        shared: ({ resource, ...told }, grantee, relation) =>
          write(keepGrant({ resource, grantee, relation }, { ...told, before: relation })),
        unshared: ({ resource, ...told }, grantee, relation) =>
          write(keepGrant({ resource, grantee, relation: null }, { ...told, before: relation })),
        deleted: ({ resource, ...told }) => write(dropResource(resource, told, () => Effect.succeed(told.sequence))),
        organizationDeleted: write(
          Effect.gen(function* () {
            yield* forgetLevels(yield* Transaction, yield* CurrentTenant)
            yield* forgetOrganization()
          }),
        ),
      })
    }),
  )
}
