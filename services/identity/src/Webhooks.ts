import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { ProviderUnavailable } from "@tango/contracts/Problem"
import * as Inbox from "@tango/messaging/Inbox"
import { SystemSql } from "@tango/tenancy/Database"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { MemberSnapshot } from "./domain/Member.ts"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { findMember, lockMember, toKnown } from "./persistence/MemberRows.ts"
import { ReadModel } from "./ReadModel.ts"
import { Stytch } from "./Stytch.ts"

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
      const stytch = yield* Stytch
      const readModel = yield* ReadModel
      const tenantSql = yield* TenantSql
      const systemSql = yield* SystemSql

      const fetchOrganization = (organizationId: OrganizationId) =>
        stytch
          .call("organizations.get", (client) => client.organizations.get({ organization_id: organizationId }))
          .pipe(
            Effect.map(({ organization }) => organizationSnapshot(organization)),
            // Organizations that are gone stay as we knew them: their removal is a later issue's.
            Effect.catchTag("StytchRefused", () => Effect.undefined),
          )

      const fetchMember = (organizationId: OrganizationId, memberId: MemberId) =>
        stytch
          .call("organizations.members.get", (client) =>
            client.organizations.members.get({ organization_id: organizationId, member_id: memberId }),
          )
          .pipe(
            Effect.map(({ member }) => memberSnapshot(member)),
            Effect.catchTag("StytchRefused", () => Effect.undefined),
          )

      /** A member that Stytch no longer shows is deactivated; one that we never knew is nobody. */
      const goneMember = Effect.fnUntraced(function* (organizationId: OrganizationId, memberId: MemberId) {
        const sql = yield* Transaction
        const [row] = yield* findMember(sql, organizationId, memberId)
        if (row === undefined) return undefined
        const gone: MemberSnapshot = { ...toKnown(row), status: "deactivated" }
        return gone
      })

      const sync = (event: StytchEvent, organizationId: OrganizationId, memberId: MemberId | undefined) => {
        const refetchAndWrite = Effect.gen(function* () {
          const sql = yield* Transaction
          // The lock holds from the question to the answer's commit, so that an older answer cannot come last.
          if (memberId !== undefined) yield* lockMember(sql, memberId)
          const organization = yield* fetchOrganization(organizationId)
          if (organization === undefined) return
          const member =
            memberId === undefined
              ? undefined
              : ((yield* fetchMember(organizationId, memberId)) ?? (yield* goneMember(organizationId, memberId)))
          yield* readModel.applyIn({ organization, actor: "stytch", ...(member === undefined ? {} : { member }) })
        })
        return tenantSql
          .transaction(Inbox.once(`stytch:${event.providerEventId}`, refetchAndWrite))
          .pipe(Effect.provideService(CurrentTenant, organizationId), Effect.asVoid)
      }

      /** A deletion names only the member: the organization is the one we know it in. */
      const organizationOf = Effect.fnUntraced(function* (memberId: MemberId) {
        const [row] = yield* Effect.orDie(
          systemSql<{ organization_id: string }>`select organization_id from members where member_id = ${memberId}`,
        )
        return row?.organization_id
      })

      const handle = Effect.fn("Webhooks.handle")(function* (event: StytchEvent) {
        const [, kind] = event.providerType.split(".")
        const memberId = kind === "member" ? decodeMemberId(event.objectId) : undefined
        if (memberId !== undefined && memberId._tag === "Some") {
          const known = event.parentId ?? (yield* organizationOf(memberId.value))
          const organizationId = decodeOrganizationId(known)
          if (organizationId._tag === "Some") return yield* sync(event, organizationId.value, memberId.value)
        }
        const organizationId = decodeOrganizationId(event.objectId)
        if (kind === "organization" && organizationId._tag === "Some")
          return yield* sync(event, organizationId.value, undefined)
        yield* Effect.logInfo("Nothing follows from a Stytch event", { providerType: event.providerType })
      })

      return Webhooks.of({ handle })
    }),
  )
}
