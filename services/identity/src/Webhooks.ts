import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Inbox from "@tango/messaging/Inbox"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { audit } from "./AuditTrail.ts"
import { stytchActor, stytchKind } from "./domain/StytchEvents.ts"
import { organizationOf } from "./persistence/MemberRows.ts"
import { Sync } from "./Sync.ts"

export interface StytchEvent {
  readonly providerEventId: string
  readonly providerType: string
  readonly objectId: string
  readonly parentId: string | null
}

const decodeMemberId = Schema.decodeUnknownOption(MemberId)
const decodeOrganizationId = Schema.decodeUnknownOption(OrganizationId)

/** What Stytch tells us about: asked again, since events come late, twice, or in another order. */
export class Webhooks extends Context.Service<
  Webhooks,
  {
    /** Takes over the truth about what an event names. Each event is handled once, and handling it again would change nothing. */
    handle(event: StytchEvent): Effect.Effect<void, ProviderUnavailable>
  }
>()("@tango/identity/Webhooks") {
  static readonly layer = Layer.effect(
    Webhooks,
    Effect.gen(function* () {
      const sync = yield* Sync
      const tenantSql = yield* TenantSql
      const systemSql = yield* SystemSql

      /** A deletion names only the member: the organization is the one we know it in. */
      const organizationOfMember = Effect.fnUntraced(function* (event: StytchEvent, memberId: MemberId) {
        const [row] = event.parentId === null ? yield* Effect.orDie(organizationOf(systemSql, memberId)) : []
        return decodeOrganizationId(event.parentId ?? row?.organization_id)
      })

      const work = Effect.fnUntraced(function* (event: StytchEvent) {
        const kind = stytchKind(event.providerType)
        const actor = stytchActor(event.providerType)
        if (kind === "member") {
          const memberId = Option.getOrUndefined(decodeMemberId(event.objectId))
          if (memberId === undefined) return undefined
          const organizationId = Option.getOrUndefined(yield* organizationOfMember(event, memberId))
          return organizationId && { organizationId, write: sync.member(organizationId, memberId, actor) }
        }
        if (kind === "organization") {
          const organizationId = Option.getOrUndefined(decodeOrganizationId(event.objectId))
          return organizationId && { organizationId, write: sync.organization(organizationId, actor) }
        }
        // What an identity provider does to its groups: nothing to take over, but to be seen.
        const organizationId = Option.getOrUndefined(decodeOrganizationId(event.parentId))
        if (kind !== "idp_group" || organizationId === undefined) return undefined
        const action = `scim_group.${event.providerType.split(".").at(-1) ?? ""}`
        return { organizationId, write: audit({ actor, action, target: { type: "scim_group", id: event.objectId } }) }
      })

      const handle = Effect.fn("Webhooks.handle")(function* (event: StytchEvent) {
        const todo = yield* work(event)
        if (todo === undefined) {
          return yield* Effect.logInfo("Nothing follows from a Stytch event", { providerType: event.providerType })
        }
        yield* tenantSql
          .transaction(Inbox.once(`stytch:${event.providerEventId}`, Effect.asVoid(todo.write)))
          .pipe(Effect.provideService(CurrentTenant, todo.organizationId))
      })

      return Webhooks.of({ handle })
    }),
  )
}
