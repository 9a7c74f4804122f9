import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import type { Statement } from "effect/sql/Statement"
import { maxDepth } from "./Access.ts"

type Sql = PgClient.PgClient

/** An active member, as `subjectQuery` found them. */
export interface Subject {
  readonly tenant: OrganizationId
  readonly memberId: MemberId
  readonly role: Role
}

interface ReachableRow {
  readonly type: string
  readonly id: string
  readonly relation: Relation
}

/**
 * Everything that the member may see, each with what they are to it: what the grants that reach them are about, and what is inside.
 * A statement to select from, in any order.
 */
export const reachable = (sql: Sql, { memberId, role, tenant }: Subject): Statement<ReachableRow> => {
  if (role === "admin") {
    return sql<ReachableRow>`select type, id, 'owner' as relation from entitlement_resources
      where organization_id = ${tenant} and not removed`
  }
  const grantees = sql.in("g.grantee", [`member:${memberId}`, `role:${role}`, "organization"])
  // A Viewer reads, whatever the grant says.
  const strongest = role === "viewer" ? sql.literal("1") : sql.literal("max(strength)")
  return sql<ReachableRow>`
    with recursive reached as (
      select r.type, r.id, array_position(array['viewer', 'editor', 'owner'], g.relation) as strength, 0 as depth
      from entitlement_grants g join entitlement_resources r
        on r.organization_id = ${tenant} and r.type = g.resource_type and r.id = g.resource_id and not r.removed
      where g.organization_id = ${tenant} and g.relation is not null and ${grantees}
      union
      select c.type, c.id, p.strength, p.depth + 1 from reached p join entitlement_resources c
        on c.organization_id = ${tenant} and c.parent_type = p.type and c.parent_id = p.id and not c.removed
      where p.depth < ${maxDepth}
    )
    select type, id, (array['viewer', 'editor', 'owner'])[${strongest}] as relation from reached group by type, id`
}
