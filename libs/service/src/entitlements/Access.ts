import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Access } from "@tango/contracts/Access"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId, OrganizationId, ResourceRef } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import type { Statement } from "effect/sql/Statement"
import { accessFrom, type Facts, relations, roles } from "./Facts.ts"

type Sql = PgClient.PgClient

/**
 * Who asks. Of the principal of a request the verified session says the role as well, and that they are a member: news of both
 * may still be on the way. The weaker of the two roles counts.
 */
export interface Asking {
  readonly tenant: OrganizationId
  readonly principal?: { readonly memberId: MemberId; readonly role: Role }
}

export interface AccessQuestion {
  readonly resource: ResourceRef
  readonly memberId: MemberId
}

/** As deep as resources may nest. */
export const maxDepth = 16

interface AccessRow {
  readonly role: Role | null
  readonly status: Facts["status"]
  readonly known: boolean
  readonly type: string | null
  readonly id: string | null
  readonly grantee: string | null
  readonly relation: Relation | null
  readonly depth: number | null
}

const rank = (sql: Sql, names: ReadonlyArray<string>) =>
  sql.literal(`array[${names.map((name) => `'${name}'`).join(", ")}]`)

/** What the members are to the resources: one statement, and a row for each question in their order. */
export const accessQuery = (
  sql: Sql,
  { principal, tenant }: Asking,
  questions: ReadonlyArray<AccessQuestion>,
): Statement<AccessRow> => {
  const asked = JSON.stringify(questions.map(({ memberId, resource }) => ({ ...resource, member: memberId })))
  const mine = sql`q.value ->> 'member' = ${principal?.memberId ?? ""}`
  const roleRanks = rank(sql, roles)
  return sql<AccessRow>`
    with recursive asked as (
      select q.n, q.value ->> 'type' as type, q.value ->> 'id' as id, q.value ->> 'member' as member,
        (${roleRanks})[least(array_position(${roleRanks}, m.role),
          case when ${mine} then array_position(${roleRanks}, ${principal?.role ?? ""}) end)] as role,
        case when ${mine} and m.status is distinct from 'deactivated' then 'active' else m.status end as status
      from jsonb_array_elements(${asked}::jsonb) with ordinality as q (value, n)
      left join entitlement_members m on m.organization_id = ${tenant} and m.member_id = q.value ->> 'member'
    ), line as (
      select a.n, 0 as depth, r.type, r.id, r.parent_type, r.parent_id from asked a
      join entitlement_resources r
        on r.organization_id = ${tenant} and r.type = a.type and r.id = a.id and not r.removed
      union all
      select l.n, l.depth + 1, p.type, p.id, p.parent_type, p.parent_id from line l
      join entitlement_resources p
        on p.organization_id = ${tenant} and p.type = l.parent_type and p.id = l.parent_id and not p.removed
      where l.depth < ${maxDepth}
    )
    select a.role, a.status, exists (select from line l where l.n = a.n) as known,
      best.type, best.id, best.grantee, best.relation, best.depth
    from asked a left join lateral (
      select l.type, l.id, g.grantee, g.relation, l.depth from line l
      join entitlement_grants g
        on g.organization_id = ${tenant} and g.resource_type = l.type and g.resource_id = l.id
      where l.n = a.n and g.relation is not null
        and g.grantee in ('member:' || a.member, 'role:' || a.role, 'organization')
      order by array_position(${rank(sql, relations)}, g.relation) desc, l.depth,
        array_position(array['member', 'role', 'organization'], split_part(g.grantee, ':', 1))
      limit 1
    ) best on true
    order by a.n`
}

export const toAccess = ({ depth, grantee, id, known, relation, role, status, type }: AccessRow): Access =>
  accessFrom({
    role,
    status,
    known,
    grant:
      type === null || id === null || grantee === null || relation === null
        ? null
        : { type, id, grantee, relation, inherited: depth !== 0 },
  })
