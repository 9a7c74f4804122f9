import type * as PgClient from "@effect/sql-pg/PgClient"
import { type GrantView, granteeOf } from "@tango/contracts/Access"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId, OrganizationId, ResourceRef } from "@tango/contracts/Ids"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { Statement } from "effect/sql/Statement"
import { maxDepth } from "./Access.ts"
import type { Candidate, LiveGrant } from "./Sharing.ts"

type Sql = PgClient.PgClient

interface GrantRow {
  readonly type: string
  readonly id: string
  readonly grantee: string
  readonly relation: Relation
  readonly active: boolean
  readonly depth: number
}

/** Who is what to a resource: its own grants, then what it inherits from its parents, owners first. */
export const grantsQuery = (sql: Sql, tenant: OrganizationId, resource: ResourceRef): Statement<GrantRow> =>
  sql<GrantRow>`
    with recursive line as (
      select 0 as depth, type, id, parent_type, parent_id from entitlement_resources
      where organization_id = ${tenant} and type = ${resource.type} and id = ${resource.id} and not removed
      union all
      select l.depth + 1, p.type, p.id, p.parent_type, p.parent_id from line l join entitlement_resources p
        on p.organization_id = ${tenant} and p.type = l.parent_type and p.id = l.parent_id and not p.removed
      where l.depth < ${maxDepth}
    )
    select l.type, l.id, g.grantee, g.relation, l.depth,
      g.grantee not like 'member:%' or coalesce(m.status, 'active') <> 'deactivated' as active
    from line l join entitlement_grants g
      on g.organization_id = ${tenant} and g.resource_type = l.type and g.resource_id = l.id
    left join entitlement_members m
      on m.organization_id = ${tenant} and 'member:' || m.member_id = g.grantee
    where g.relation is not null
    order by l.depth, array_position(array['owner', 'editor', 'viewer'], g.relation), g.grantee`

export const toGrantView = ({ active, depth, grantee, id, relation, type }: GrantRow): typeof GrantView.Type => ({
  grantee: granteeOf(grantee),
  relation,
  resource: { type, id },
  inherited: depth > 0,
  active,
})

/** The resource's own grants, which are what sharing decides about. */
export const liveGrants = (
  sql: Sql,
  tenant: OrganizationId,
  resource: ResourceRef,
): Effect.Effect<ReadonlyArray<LiveGrant>, SqlError> =>
  Effect.map(grantsQuery(sql, tenant, resource), (rows) => rows.filter(({ depth }) => depth === 0))

/** The member that something is to be given to. */
export const candidate = (sql: Sql, tenant: OrganizationId, memberId: MemberId): Effect.Effect<Candidate, SqlError> =>
  Effect.map(
    sql<NonNullable<Candidate>>`select role, status from entitlement_members
      where organization_id = ${tenant} and member_id = ${memberId}`,
    ([row]) => row,
  )
