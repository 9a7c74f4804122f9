import type { GranteeNotAllowed, GrantView, LastOwner, RelationRequired } from "@tango/contracts/Access"
import { granteeKey } from "@tango/contracts/Access"
import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import { ProjectShared, ProjectUnshared } from "@tango/contracts/events/ProjectsEvents"
import type { MemberId, ProjectId } from "@tango/contracts/Ids"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import type { NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { candidate, grantsQuery, liveGrants, toGrantView } from "@tango/service/entitlements/Grants"
import { asMember } from "@tango/service/entitlements/Facts"
import { tellGrant } from "@tango/service/entitlements/Projection"
import * as Decisions from "@tango/service/entitlements/Sharing"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { about, audit } from "./Announcements.ts"
import { updateProject } from "./persistence/ProjectRows.ts"
import { locked, projectRef, seen } from "./ProjectAccess.ts"
import type { Acting } from "./Projects.ts"

type Grants = { readonly items: ReadonlyArray<typeof GrantView.Type> }
type Decided<A, E> = Effect.Effect<A, NotFound | RelationRequired | E, Acting>

/**
 * Who is what to a project. This service is the one place that decides and stores it, so that what is taken back is gone with the
 * answer; the others hear of it.
 */
export class Sharing extends Context.Service<
  Sharing,
  {
    grants(id: ProjectId): Effect.Effect<Grants, NotFound, Acting>
    /** Gives or changes; giving what somebody has changes nothing. */
    share(id: ProjectId, grantee: Grantee, relation: Relation): Decided<Grants, GranteeNotAllowed | LastOwner>
    revoke(id: ProjectId, grantee: Grantee): Decided<void, LastOwner>
    transfer(id: ProjectId, to: MemberId): Decided<Grants, GranteeNotAllowed>
  }
>()("@tango/projects/Sharing") {
  static readonly layer = Layer.effect(
    Sharing,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const transaction = <A, E, R>(body: Effect.Effect<A, E | SqlError, R>) =>
        tenantSql.transaction(body).pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      const grantsIn = Effect.fnUntraced(function* (id: ProjectId) {
        const sql = yield* Transaction
        const rows = yield* grantsQuery(sql, yield* CurrentTenant, projectRef(id))
        return { items: rows.map(toGrantView) }
      })

      /** Writes a grant, or takes one of `before` back, and tells of it under the project's next version. */
      const set = Effect.fnUntraced(function* (
        id: ProjectId,
        grantee: Grantee,
        { after, before }: { readonly before: Relation | null; readonly after: Relation | null },
      ) {
        const relation = after ?? before
        if (relation === null) return
        const sql = yield* Transaction
        const row = yield* updateProject(sql, yield* CurrentTenant, id, {})
        yield* tellGrant(projectRef(id), grantee, after, row.version)
        yield* Outbox.append(after === null ? ProjectUnshared : ProjectShared, {
          subject: `project/${id}`,
          sequence: row.version,
          data: { ...(yield* about(row)), projectName: row.name, grantee, relation },
        })
        const action = after === null ? "project.unshared" : "project.shared"
        yield* audit(action, id, { grantee: granteeKey(grantee), from: before, to: after })
      })

      const member = Effect.fnUntraced(function* (memberId: MemberId) {
        return yield* candidate(yield* Transaction, yield* CurrentTenant, memberId)
      })
      const current = Effect.fnUntraced(function* (id: ProjectId) {
        return yield* liveGrants(yield* Transaction, yield* CurrentTenant, projectRef(id))
      })
      const relationIn = (grants: ReadonlyArray<Decisions.LiveGrant>, grantee: Grantee) =>
        grants.find((grant) => grant.grantee === granteeKey(grantee))?.relation ?? null

      const shareIn = Effect.fnUntraced(function* (id: ProjectId, grantee: Grantee, relation: Relation) {
        yield* locked(id, "owner")
        const grants = yield* current(id)
        const to = {
          key: granteeKey(grantee),
          grantee,
          candidate: grantee.kind === "member" ? yield* member(grantee.memberId) : undefined,
        }
        if (yield* Decisions.share(grants, to, relation)) {
          yield* set(id, grantee, { before: relationIn(grants, grantee), after: relation })
        }
        return yield* grantsIn(id)
      })

      const revokeIn = Effect.fnUntraced(function* (id: ProjectId, grantee: Grantee) {
        const { memberId } = asMember(yield* CurrentPrincipal)
        const own = grantee.kind === "member" && grantee.memberId === memberId
        yield* locked(id, own ? "viewer" : "owner")
        const before = yield* Decisions.revoke(yield* current(id), granteeKey(grantee))
        yield* set(id, grantee, { before, after: null })
      })

      const transferIn = Effect.fnUntraced(function* (id: ProjectId, to: MemberId) {
        const { memberId } = asMember(yield* CurrentPrincipal)
        yield* locked(id, "owner")
        const grants = yield* current(id)
        const changes = yield* Decisions.transfer(grants, memberId, { memberId: to, candidate: yield* member(to) })
        for (const { memberId, relation } of changes) {
          const grantee = { kind: "member", memberId } as const
          yield* set(id, grantee, { before: relationIn(grants, grantee), after: relation })
        }
        return yield* grantsIn(id)
      })

      const grants = Effect.fn("Sharing.grants")(function* (id: ProjectId) {
        yield* seen(id)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => grantsQuery(sql, tenant, projectRef(id)))
        return { items: rows.map(toGrantView) }
      })

      return Sharing.of({
        grants: (id) => Effect.provideService(grants(id), TenantSql, tenantSql),
        share: Effect.fn("Sharing.share")((id, grantee, relation) => transaction(shareIn(id, grantee, relation))),
        revoke: Effect.fn("Sharing.revoke")((id, grantee) => transaction(revokeIn(id, grantee))),
        transfer: Effect.fn("Sharing.transfer")((id, to) => transaction(transferIn(id, to))),
      })
    }),
  )
}
