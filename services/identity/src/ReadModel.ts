import { OrganizationCreated, OrganizationDeleted, OrganizationUpdated } from "@tango/contracts/events/IdentityEvents"
import type { AuditActor } from "@tango/contracts/events/AuditEvents"
import type { OrganizationId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import * as Outbox from "@tango/messaging/Outbox"
import { forgetOrganization } from "@tango/service/entitlements/Projection"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { audit } from "./AuditTrail.ts"
import { type MemberFact, memberFacts, type MemberSnapshot } from "./domain/Member.ts"
import { publicLogoUrl } from "./domain/LogoAddress.ts"
import { organizationChange, type OrganizationSnapshot } from "./domain/Organization.ts"
import { announceMember } from "./MemberAnnouncements.ts"
import { findMember, lockMember, toKnown as toKnownMember, upsertMember } from "./persistence/MemberRows.ts"
import {
  buryOrganization,
  findOrganization,
  lockOrganization,
  toKnown,
  upsertOrganization,
} from "./persistence/OrganizationRows.ts"

/**
 * What Stytch says of an organization and perhaps one of its members; `actor` is who did it, for the audit log. `fresh` when
 * Stytch was asked while the member was locked here, so that nothing later can be known.
 */
interface Snapshot {
  readonly organization: OrganizationSnapshot
  readonly member?: MemberSnapshot
  readonly actor: AuditActor
  readonly fresh?: boolean
}

/** What is written inside one transaction, for callers that write more beside it. */
type Write<A> = Effect.Effect<A, SqlError, Transaction | CurrentTenant>

/**
 * Our copy of what Stytch knows, and the one place that announces changes of it: whoever learns of a change first (our own
 * request, a webhook, the reconciliation) announces it, everybody after finds nothing new.
 */
export class ReadModel extends Context.Service<
  ReadModel,
  {
    /** Takes over an organization and one of its members, in one transaction. */
    apply(snapshot: Snapshot): Effect.Effect<void>
    /** The same inside a transaction; whether anything was new. */
    applyIn(snapshot: Snapshot): Write<boolean>
    /** An organization is no more: a tombstone, and everybody is out. Whether that was new. */
    buryIn(organizationId: OrganizationId, actor: AuditActor): Write<boolean>
  }
>()("@tango/identity/ReadModel") {
  static readonly layer = Layer.effect(
    ReadModel,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const publicUrl = yield* Config.String("PUBLIC_URL")
      const region = yield* Config.String("AWS_REGION").pipe(Config.withDefault("us-east-1"))

      /** What is known of the organization, and what the snapshot means for it. */
      const compare = Effect.fnUntraced(function* (after: OrganizationSnapshot) {
        const sql = yield* Transaction
        const [row] = yield* findOrganization(sql, after.organizationId)
        return { row, change: organizationChange(row === undefined ? undefined : toKnown(row), after) }
      })

      const applyOrganization = Effect.fnUntraced(function* (after: OrganizationSnapshot, actor: AuditActor) {
        const sql = yield* Transaction
        // Mostly nothing has changed, and then nobody has to wait for anybody.
        const glance = yield* compare(after)
        if (glance.change === "Same" || glance.change === "Stale") return { row: glance.row, changed: false }
        yield* lockOrganization(sql, after.organizationId)
        const { change, row } = yield* compare(after)
        if (change === "Same" || change === "Stale") return { row, changed: false }
        const version = (row?.version ?? 0) + 1
        yield* upsertOrganization(sql, { ...after, region, version })
        yield* Outbox.append(change === "Created" ? OrganizationCreated : OrganizationUpdated, {
          subject: `organization/${after.organizationId}`,
          sequence: version,
          data: {
            organizationId: after.organizationId,
            name: after.name,
            slug: after.slug,
            region: row?.region ?? region,
            logoUrl: publicLogoUrl(publicUrl, row?.logo_key ?? null),
          },
        })
        const action = change === "Created" ? "organization.created" : "organization.updated"
        yield* audit({ actor, action, target: { type: "organization", id: after.organizationId } })
        return { row, changed: true }
      })

      const applyMember = Effect.fnUntraced(function* (
        after: MemberSnapshot,
        organizationName: string,
        { actor, fresh = false }: Snapshot,
      ) {
        const sql = yield* Transaction
        const [row] = yield* findMember(sql, after.organizationId, after.memberId)
        const change = memberFacts(row === undefined ? undefined : toKnownMember(row), after, fresh)
        if (change._tag !== "Changed") return false
        const version = row?.version ?? 0
        const joined = (row?.joined ?? false) || after.status === "active"
        yield* upsertMember(sql, { ...after, joined, region, version: version + change.facts.length })
        yield* Effect.forEach(change.facts, (fact, index) =>
          Effect.andThen(
            announceMember(fact, after, organizationName, version + index + 1),
            audit({
              actor,
              action: memberAction(fact),
              target: { type: "member", id: after.memberId },
              details: fact._tag === "RoleChanged" ? { from: fact.previousRole, to: after.role } : { role: after.role },
            }),
          ),
        )
        return true
      })

      const applyIn = (snapshot: Snapshot) =>
        Effect.gen(function* () {
          const sql = yield* Transaction
          const { actor, member, organization } = snapshot
          // Always the member before the organization: two that lock in different orders would wait for each other.
          if (member !== undefined) yield* lockMember(sql, member.memberId)
          const { changed, row } = yield* applyOrganization(organization, actor)
          // Nobody is a member of what is gone.
          if (member === undefined || (row !== undefined && row.deleted_at !== null)) return changed
          const name = changed ? organization.name : (row?.name ?? organization.name)
          const memberChanged = yield* applyMember(member, name, snapshot)
          return changed || memberChanged
        }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      const buryIn = (organizationId: OrganizationId, actor: AuditActor) =>
        Effect.gen(function* () {
          const sql = yield* Transaction
          yield* lockOrganization(sql, organizationId)
          const [buried] = yield* buryOrganization(sql, organizationId)
          if (buried === undefined) return false
          yield* forgetOrganization(["entitlement_organizations"])
          yield* Outbox.append(OrganizationDeleted, {
            subject: `organization/${organizationId}`,
            sequence: buried.version,
            data: { organizationId, region: buried.region },
          })
          yield* audit({ actor, action: "organization.deleted", target: { type: "organization", id: organizationId } })
          return true
        }).pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      const apply = Effect.fn("ReadModel.apply")((snapshot: Snapshot) =>
        tenantSql
          .transaction(applyIn(snapshot))
          .pipe(Effect.provideService(CurrentTenant, snapshot.organization.organizationId), Effect.asVoid),
      )

      return ReadModel.of({ apply, applyIn, buryIn })
    }),
  )
}

const memberAction = (fact: MemberFact): string =>
  fact._tag === "RoleChanged" ? "member.role_changed" : `member.${fact._tag.toLowerCase()}`
