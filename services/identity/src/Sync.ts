import type { AuditActor } from "@tango/contracts/events/AuditEvents"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { CurrentTenant } from "@tango/contracts/Principal"
import { ProviderUnavailable } from "@tango/contracts/Problem"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import type { MemberSnapshot } from "./domain/Member.ts"
import { memberSnapshot, organizationSnapshot } from "./domain/Snapshots.ts"
import { findMember, lockMember, toKnown } from "./persistence/MemberRows.ts"
import { ReadModel } from "./ReadModel.ts"
import { Stytch, type StytchFailure } from "./Stytch.ts"

/** Takes over the truth in the current transaction; whether anything was new. */
type Taking = Effect.Effect<boolean, ProviderUnavailable | SqlError, Transaction | CurrentTenant>

/**
 * Asks Stytch and writes what it says. The member stays locked from the question to the answer's commit, so that an older answer
 * cannot come last.
 */
export class Sync extends Context.Service<
  Sync,
  {
    organization(organizationId: OrganizationId, actor: AuditActor): Taking
    member(organizationId: OrganizationId, memberId: MemberId, actor: AuditActor): Taking
  }
>()("@tango/identity/Sync") {
  static readonly layer = Layer.effect(
    Sync,
    Effect.gen(function* () {
      const stytch = yield* Stytch
      const readModel = yield* ReadModel

      const fetchOrganization = (organizationId: OrganizationId) =>
        stytch
          .read("organizations.get", (client) => client.organizations.get({ organization_id: organizationId }))
          .pipe(
            Effect.map(({ organization }) => organizationSnapshot(organization)),
            orGone("organization_not_found"),
          )

      /** Deactivated members as well, with the time of their deactivation. The call does not ask for the organization. */
      const fetchMember = (organizationId: OrganizationId, memberId: MemberId) =>
        stytch
          .read("organizations.members.dangerouslyGet", (client) =>
            client.organizations.members.dangerouslyGet({ member_id: memberId, include_deleted: true }),
          )
          .pipe(
            Effect.map(({ member, organization: of }) =>
              member.organization_id === organizationId
                ? { member: memberSnapshot(member), organization: organizationSnapshot(of) }
                : undefined,
            ),
            orGone("member_not_found", "organization_not_found"),
          )

      /** A member that Stytch no longer has at all is deactivated; one that we never knew is nobody. */
      const goneMember = Effect.fnUntraced(function* (organizationId: OrganizationId, memberId: MemberId) {
        const sql = yield* Transaction
        const [row] = yield* findMember(sql, organizationId, memberId)
        if (row === undefined) return undefined
        const gone: MemberSnapshot = { ...toKnown(row), status: "deactivated" }
        return gone
      })

      const organization = Effect.fn("Sync.organization")(function* (
        organizationId: OrganizationId,
        actor: AuditActor,
      ) {
        const found = yield* fetchOrganization(organizationId)
        if (found === undefined) return yield* readModel.buryIn(organizationId, actor)
        return yield* readModel.applyIn({ organization: found, actor })
      })

      const member = Effect.fn("Sync.member")(function* (
        organizationId: OrganizationId,
        memberId: MemberId,
        actor: AuditActor,
      ) {
        yield* lockMember(yield* Transaction, memberId)
        const found = yield* fetchMember(organizationId, memberId)
        if (found !== undefined) return yield* readModel.applyIn({ ...found, actor, fresh: true })
        const rest = yield* fetchOrganization(organizationId)
        if (rest === undefined) return yield* readModel.buryIn(organizationId, actor)
        const gone = yield* goneMember(organizationId, memberId)
        return yield* readModel.applyIn({
          organization: rest,
          actor,
          fresh: true,
          ...(gone === undefined ? {} : { member: gone }),
        })
      })

      return Sync.of({ organization, member })
    }),
  )
}

/** Only Stytch's word that a thing is not there says so: any other refusal is ours to mend, and comes again. */
const orGone =
  (...words: ReadonlyArray<string>) =>
  <A, R>(effect: Effect.Effect<A, StytchFailure, R>): Effect.Effect<A | undefined, ProviderUnavailable, R> =>
    Effect.catchTag(effect, "StytchRefused", (refusal) =>
      words.includes(refusal.errorType) ? Effect.undefined : new ProviderUnavailable({}),
    )
