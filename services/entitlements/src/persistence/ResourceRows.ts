import type * as PgClient from "@effect/sql-pg/PgClient"
import { granteeKey } from "@tango/contracts/Access"
import type { Grantee } from "@tango/contracts/events/EntitlementsEvents"
import type { OrganizationId, ResourceRef } from "@tango/contracts/Ids"
import { maxDepth } from "@tango/service/entitlements/Access"
import { reachable, type Subject } from "@tango/service/entitlements/Reachable"
import * as Effect from "effect/Effect"

type Sql = PgClient.PgClient

export const isRemoved = (sql: Sql, tenant: OrganizationId, { id, type }: ResourceRef) =>
  Effect.map(
    sql`select 1 from entitlement_resources
      where organization_id = ${tenant} and type = ${type} and id = ${id} and removed`,
    (rows) => rows.length > 0,
  )

export interface ResourceRow {
  readonly removed: boolean
  readonly sequence: number
  readonly parent_type: string | null
  readonly parent_id: string | null
}

/** A resource, until the transaction ends for this transaction alone. */
export const lockResource = (sql: Sql, tenant: OrganizationId, { id, type }: ResourceRef) =>
  sql<ResourceRow>`select removed, sequence, parent_type, parent_id from entitlement_resources
    where organization_id = ${tenant} and type = ${type} and id = ${id} for update`

/** Nobody else of the organization moves a resource until the transaction ends: two moves together could make a circle. */
export const lockNesting = (sql: Sql, tenant: OrganizationId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`nesting:${tenant}`}, 0))`

/** The resource and all that it is inside of, nearest first. */
export const lineOf = (sql: Sql, tenant: OrganizationId, { id, type }: ResourceRef) =>
  sql<ResourceRef>`with recursive line as (
      select type, id, parent_type, parent_id, 0 as depth from entitlement_resources
      where organization_id = ${tenant} and type = ${type} and id = ${id} and not removed
      union all
      select p.type, p.id, p.parent_type, p.parent_id, l.depth + 1 from line l join entitlement_resources p
        on p.organization_id = ${tenant} and p.type = l.parent_type and p.id = l.parent_id and not p.removed
      where l.depth < ${maxDepth}
    ) select type, id from line order by depth`

/** How deep what is inside of the resource goes: 0 for nothing inside. */
export const heightOf = (sql: Sql, tenant: OrganizationId, { id, type }: ResourceRef) =>
  Effect.map(
    sql<{ height: number }>`with recursive inside as (
        select ${type}::text as type, ${id}::text as id, 0 as depth
        union all
        select c.type, c.id, i.depth + 1 from inside i join entitlement_resources c
          on c.organization_id = ${tenant} and c.parent_type = i.type and c.parent_id = i.id and not c.removed
        where i.depth < ${maxDepth}
      ) select max(depth)::int as height from inside`,
    ([row]) => row?.height ?? 0,
  )

/** The number of the next news about a grant, which is one more than that of the last, also when it was revoked. */
export const nextSequence = (sql: Sql, tenant: OrganizationId, { id, type }: ResourceRef, grantee: Grantee) =>
  Effect.map(
    sql<{ sequence: number }>`select sequence from entitlement_grants where organization_id = ${tenant}
      and resource_type = ${type} and resource_id = ${id} and grantee = ${granteeKey(grantee)}`,
    ([row]) => (row?.sequence ?? 0) + 1,
  )

/** What the member may see, in the order of type and id, after a resource. */
export const listReachable = (
  sql: Sql,
  subject: Subject,
  { after, limit, type }: { readonly type: string | null; readonly after: ResourceRef | null; readonly limit: number },
) =>
  sql<{ type: string; id: string; relation: "owner" | "editor" | "viewer" }>`
    select type, id, relation from (${reachable(sql, subject, type)}) mine
    where ${after?.type ?? null}::text is null or (type, id) > (${after?.type ?? ""}, ${after?.id ?? ""})
    order by type, id limit ${limit}`
