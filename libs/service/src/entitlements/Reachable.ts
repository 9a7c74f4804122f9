import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import type { Statement } from "effect/sql/Statement"
import { maxDepth } from "./Access.ts"

/** A member; of the principal of a request with the role that the session says, which the weaker one of the two limits. */
export interface Subject {
  readonly tenant: OrganizationId
  readonly memberId: MemberId
  readonly sessionRole: Role | null
}

interface ReachableRow {
  readonly type: string
  readonly id: string
  readonly relation: Relation
}

/**
 * Everything of one type, or of all, that the member may see, with what they are to it: what the grants that reach them are about,
 * and what is inside of that. A statement to select from, in no order.
 */
export const reachable = (
  sql: PgClient.PgClient,
  { memberId, sessionRole, tenant }: Subject,
  type: string | null,
): Statement<ReachableRow> => {
  const roles = sql.literal("array['viewer', 'member', 'admin']")
  const relations = sql.literal("array['viewer', 'editor', 'owner']")
  return sql<ReachableRow>`
    with recursive subject as (
      select (${roles})[least(array_position(${roles}, m.role), array_position(${roles}, ${sessionRole}::text))] as role
      from (select ${memberId}::text as member_id) asked
      left join entitlement_members m on m.organization_id = ${tenant} and m.member_id = asked.member_id
      where m.status is distinct from 'deactivated' and (${sessionRole}::text is not null or m.status = 'active')
    ), reached as (
      select r.type, r.id, array_position(${relations}, g.relation) as strength, 0 as depth
      from subject s
      join entitlement_grants g on g.organization_id = ${tenant} and g.relation is not null
        and g.grantee in ('member:' || ${memberId}::text, 'role:' || s.role, 'organization')
      join entitlement_resources r
        on r.organization_id = ${tenant} and r.type = g.resource_type and r.id = g.resource_id and not r.removed
      where s.role <> 'admin'
      union
      select c.type, c.id, p.strength, p.depth + 1 from reached p join entitlement_resources c
        on c.organization_id = ${tenant} and c.parent_type = p.type and c.parent_id = p.id and not c.removed
      where p.depth < ${maxDepth}
    )
    select r.type, r.id, (${relations})[case s.role when 'viewer' then 1 else max(r.strength) end] as relation
    from reached r cross join subject s
    where ${type}::text is null or r.type = ${type} group by r.type, r.id, s.role
    union all
    select r.type, r.id, 'owner' from subject s join entitlement_resources r
      on r.organization_id = ${tenant} and not r.removed and (${type}::text is null or r.type = ${type})
    where s.role = 'admin'`
}
