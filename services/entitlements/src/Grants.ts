import { granteeKey, type GranteeNotAllowed, type LastOwner, RelationRequired } from "@tango/contracts/Access"
import { ManagedElsewhere, NestingRefused } from "@tango/contracts/api/entitlements/GrantsGroup"
import { EntitlementsAuditRecorded } from "@tango/contracts/events/AuditEvents"
import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId, ResourceRef } from "@tango/contracts/Ids"
import { currentMember, type CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound } from "@tango/contracts/Problem"
import { recordAudit } from "@tango/messaging/Audit"
import * as Outbox from "@tango/messaging/Outbox"
import { accessQuery, maxDepth, toAccess } from "@tango/service/entitlements/Access"
import { atLeast } from "@tango/service/entitlements/Facts"
import { candidate, liveGrants } from "@tango/service/entitlements/Grants"
import * as Decisions from "@tango/service/entitlements/Sharing"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { dropResource, keepGrant, keepResource } from "./Directory.ts"
import { managedBy } from "./domain/Authority.ts"
import * as Rows from "./persistence/ResourceRows.ts"

type Refused = NotFound | RelationRequired | ManagedElsewhere
type Acting<A, E> = Effect.Effect<A, Refused | E, CurrentTenant | CurrentPrincipal>
type Grant = { readonly grantee: Grantee; readonly relation: Relation }

/** Sharing of the resources that no other service shares. */
export class Grants extends Context.Service<
  Grants,
  {
    /** A new resource is owned by who declares it; one that is there is moved into another parent. */
    declare(resource: ResourceRef, parent: ResourceRef | null): Acting<void, NestingRefused>
    remove(resource: ResourceRef): Acting<void, never>
    share(resource: ResourceRef, grantee: Grantee, relation: Relation): Acting<Grant, GranteeNotAllowed | LastOwner>
    /** In force when it is answered; one's own grant may go without being an owner. */
    revoke(resource: ResourceRef, grantee: Grantee): Acting<void, LastOwner>
    transfer(resource: ResourceRef, to: MemberId): Acting<Grant, GranteeNotAllowed>
  }
>()("@tango/entitlements/Grants") {
  static readonly layer = Layer.effect(
    Grants,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const acting = Effect.fnUntraced(function* <A, E, R>(
        { type }: ResourceRef,
        body: Effect.Effect<A, E | SqlError, R>,
      ) {
        const service = managedBy(type)
        if (service !== undefined) return yield* new ManagedElsewhere({ service })
        return yield* tenantSql.transaction(body).pipe(Effect.provideService(Outbox.OutboxSignal, signal))
      })

      /** The asking member is at least that to it; what they do not see is not there. */
      const demand = Effect.fnUntraced(function* (resource: ResourceRef, required: Relation) {
        const tenant = yield* CurrentTenant
        const principal = yield* currentMember
        const question = { resource, memberId: principal.memberId }
        const [row] = yield* accessQuery(yield* Transaction, { tenant, principal }, [question])
        if (row === undefined) return yield* new NotFound({})
        const access = toAccess(row)
        if (access.relation === null) return yield* new NotFound({})
        if (!atLeast(access.relation, required)) return yield* new RelationRequired({ required, access })
      })

      /** Locks it, so that what is decided from its grants stays so. */
      const locked = Effect.fnUntraced(function* (resource: ResourceRef, required: Relation) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const [row] = yield* Rows.lockResource(sql, tenant, resource)
        yield* demand(resource, required)
        return {
          sequence: (row?.sequence ?? 0) + 1,
          grants: yield* liveGrants(sql, tenant, resource),
        }
      })

      const audit = Effect.fnUntraced(function* (action: string, { id, type }: ResourceRef, details = {}) {
        const { memberId } = yield* currentMember
        const actor = { kind: "member" as const, id: memberId }
        yield* recordAudit(EntitlementsAuditRecorded, { actor, action, target: { type, id }, details })
      })

      const next = Effect.fnUntraced(function* (resource: ResourceRef, grantee: Grantee) {
        return yield* Rows.nextSequence(yield* Transaction, yield* CurrentTenant, resource, grantee)
      })

      const set = Effect.fnUntraced(function* (
        resource: ResourceRef,
        grantee: Grantee,
        { after, before }: { readonly before: Relation | null; readonly after: Relation | null },
      ) {
        if (before === after) return
        const { memberId } = yield* currentMember
        const told = { before: before ?? "viewer", actorId: memberId, sequence: yield* next(resource, grantee) }
        yield* keepGrant({ resource, grantee, relation: after }, told)
        const action = after === null ? "grant.revoked" : "grant.created"
        yield* audit(action, resource, { grantee: granteeKey(grantee), from: before, to: after })
      })

      const candidateOf = Effect.fnUntraced(function* (memberId: MemberId) {
        return yield* candidate(yield* Transaction, yield* CurrentTenant, memberId)
      })
      const relationIn = (grants: ReadonlyArray<Decisions.LiveGrant>, grantee: Grantee) =>
        grants.find((grant) => grant.grantee === granteeKey(grantee))?.relation ?? null

      const fits = Effect.fnUntraced(function* (resource: ResourceRef, parent: ResourceRef) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const line = yield* Rows.lineOf(sql, tenant, parent)
        if (line.length === 0) return yield* new NestingRefused({ reason: "unknown_parent" })
        if (line.some(({ id, type }) => id === resource.id && type === resource.type)) {
          return yield* new NestingRefused({ reason: "cycle" })
        }
        const height = yield* Rows.heightOf(sql, tenant, resource)
        if (line.length + 1 + height > maxDepth) return yield* new NestingRefused({ reason: "too_deep" })
        yield* demand(parent, "editor")
      })

      const declareIn = Effect.fnUntraced(function* (resource: ResourceRef, parent: ResourceRef | null) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        yield* Rows.lockNesting(sql, tenant)
        const [row] = yield* Rows.lockResource(sql, tenant, resource)
        const isNew = row === undefined || row.removed
        if (!isNew) yield* demand(resource, "owner")
        if (parent !== null) yield* fits(resource, parent)
        if (!isNew && row.parent_type === (parent?.type ?? null) && row.parent_id === (parent?.id ?? null)) return
        yield* keepResource(resource, parent, (row?.sequence ?? 0) + 1)
        yield* audit(isNew ? "resource.declared" : "resource.moved", resource)
        if (!isNew) return
        const { memberId } = yield* currentMember
        yield* set(resource, { kind: "member", memberId }, { before: null, after: "owner" })
      })

      const removeIn = Effect.fnUntraced(function* (resource: ResourceRef) {
        const { sequence } = yield* locked(resource, "owner")
        const { memberId } = yield* currentMember
        yield* dropResource(resource, { actorId: memberId, sequence }, (grantee) => next(resource, grantee))
        yield* audit("resource.removed", resource)
      })

      const shareIn = Effect.fnUntraced(function* (resource: ResourceRef, grantee: Grantee, relation: Relation) {
        const { grants } = yield* locked(resource, "owner")
        const to = {
          key: granteeKey(grantee),
          grantee,
          candidate: grantee.kind === "member" ? yield* candidateOf(grantee.memberId) : undefined,
        }
        if (yield* Decisions.share(grants, to, relation)) {
          yield* set(resource, grantee, { before: relationIn(grants, grantee), after: relation })
        }
        return { grantee, relation }
      })

      const revokeIn = Effect.fnUntraced(function* (resource: ResourceRef, grantee: Grantee) {
        const { memberId } = yield* currentMember
        const own = grantee.kind === "member" && grantee.memberId === memberId
        const { grants } = yield* locked(resource, own ? "viewer" : "owner")
        const before = yield* Decisions.revoke(grants, granteeKey(grantee))
        yield* set(resource, grantee, { before, after: null })
      })

      const transferIn = Effect.fnUntraced(function* (resource: ResourceRef, to: MemberId) {
        const { memberId } = yield* currentMember
        const { grants } = yield* locked(resource, "owner")
        const changes = yield* Decisions.transfer(grants, memberId, { memberId: to, candidate: yield* candidateOf(to) })
        for (const { memberId, relation } of changes) {
          const grantee = { kind: "member", memberId } as const
          yield* set(resource, grantee, { before: relationIn(grants, grantee), after: relation })
        }
        return { grantee: { kind: "member" as const, memberId: to }, relation: "owner" as const }
      })

      return Grants.of({
        declare: Effect.fn("Grants.declare")((resource, parent) => acting(resource, declareIn(resource, parent))),
        remove: Effect.fn("Grants.remove")((resource) => acting(resource, removeIn(resource))),
        share: Effect.fn("Grants.share")((resource, grantee, relation) =>
          acting(resource, shareIn(resource, grantee, relation)),
        ),
        revoke: Effect.fn("Grants.revoke")((resource, grantee) => acting(resource, revokeIn(resource, grantee))),
        transfer: Effect.fn("Grants.transfer")((resource, to) => acting(resource, transferIn(resource, to))),
      })
    }),
  )
}
