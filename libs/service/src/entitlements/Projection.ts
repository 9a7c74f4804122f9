import { granteeKey } from "@tango/contracts/Access"
import type { Grantee, Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId, ResourceRef } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { plans } from "@tango/contracts/subscriptions/Plans"
import { Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import { entitlementTableNames } from "./Tables.ts"

/*
 * What news write. Each row remembers the sequence of what it was last told, older news change nothing: so the news may come in any
 * order and any number of times, need no inbox, and the same news from an archive make the same rows again.
 */

export const tellOrganization = Effect.fnUntraced(function* (
  { features, limits, overridden = [], plan }: (typeof plans.organizationEntitlementsChanged)["data"]["Type"],
  sequence: number,
) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  yield* sql`insert into entitlement_organizations as known
      (organization_id, plan, features, limits, overridden, sequence)
    values (${tenant}, ${plan}, array(select jsonb_array_elements_text(${sql.json(features)})), ${sql.json(limits)},
      array(select jsonb_array_elements_text(${sql.json(overridden)})), ${sequence})
    on conflict (organization_id) do update set plan = excluded.plan, features = excluded.features,
      limits = excluded.limits, overridden = excluded.overridden, sequence = excluded.sequence
    where known.sequence < excluded.sequence`
})

export const tellMember = Effect.fnUntraced(function* (
  { memberId, role }: { readonly memberId: MemberId; readonly role: Role },
  status: "invited" | "active" | "deactivated" | "as_before",
  sequence: number,
) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  // A change of name or role says nothing of the status, and nothing against an older event that does; of somebody unknown it says
  // that they are there.
  yield* sql`insert into entitlement_members as known ${sql.insert({
    organization_id: tenant,
    member_id: memberId,
    role,
    status: status === "as_before" ? "active" : status,
    sequence,
    status_sequence: status === "as_before" ? 0 : sequence,
  })} on conflict (organization_id, member_id) do update set
    role = case when known.sequence < excluded.sequence then excluded.role else known.role end,
    sequence = greatest(known.sequence, excluded.sequence),
    status = case when known.status_sequence < excluded.status_sequence then excluded.status else known.status end,
    status_sequence = greatest(known.status_sequence, excluded.status_sequence)
    where known.sequence < excluded.sequence or known.status_sequence < excluded.status_sequence`
})

/** True when this was news: `removed` resources take nothing with them but themselves. */
export const tellResource = Effect.fnUntraced(function* (
  resource: ResourceRef,
  to: { readonly parent: ResourceRef | null } | "removed",
  sequence: number,
) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const parent = to === "removed" ? null : to.parent
  const told = yield* sql`insert into entitlement_resources as known ${sql.insert({
    organization_id: tenant,
    ...resource,
    parent_type: parent?.type ?? null,
    parent_id: parent?.id ?? null,
    removed: to === "removed",
    sequence,
  })} on conflict (organization_id, type, id) do update set parent_type = excluded.parent_type,
      parent_id = excluded.parent_id, removed = excluded.removed, sequence = excluded.sequence
    where known.sequence < excluded.sequence returning 1`
  return told.length > 0
})

/** True when this was news; a relation of null is a grant revoked. */
export const tellGrant = Effect.fnUntraced(function* (
  resource: ResourceRef,
  grantee: Grantee,
  relation: Relation | null,
  sequence: number,
) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const told = yield* sql`insert into entitlement_grants as known ${sql.insert({
    organization_id: tenant,
    resource_type: resource.type,
    resource_id: resource.id,
    grantee: granteeKey(grantee),
    relation,
    sequence,
  })} on conflict (organization_id, resource_type, resource_id, grantee) do update
    set relation = excluded.relation, sequence = excluded.sequence
    where known.sequence < excluded.sequence returning 1`
  return told.length > 0
})

/** The organization is no more: for a service with all tables, or with some of them. */
export const forgetOrganization = Effect.fnUntraced(function* (
  tables: ReadonlyArray<(typeof entitlementTableNames)[number]> = entitlementTableNames,
) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  for (const table of tables) {
    yield* sql`delete from ${sql(table)} where organization_id = ${tenant}`
  }
})
