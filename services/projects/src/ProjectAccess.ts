import { type Access, RelationRequired } from "@tango/contracts/Access"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { OrganizationId, ProjectId, ResourceRef } from "@tango/contracts/Ids"
import { CurrentPrincipal, CurrentTenant, type Principal } from "@tango/contracts/Principal"
import { NotFound } from "@tango/contracts/Problem"
import { accessQuery, toAccess } from "@tango/service/entitlements/Access"
import { asMember, atLeast, within } from "@tango/service/entitlements/Facts"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { lockProject, type ProjectRow } from "./persistence/ProjectRows.ts"

export const projectRef = (id: ProjectId | string): ResourceRef => ({ type: "project", id })

/** Of an access that sees the thing. */
export interface Seeing extends Access {
  readonly relation: Relation
}

const isSeeing = (access: Access | undefined): access is Seeing => access !== undefined && access.relation !== null

/** What one does not see is not there, and what one sees may still need more. */
const demand = (access: Access | undefined, required: Relation): Effect.Effect<Seeing, NotFound | RelationRequired> => {
  if (!isSeeing(access)) return Effect.fail(new NotFound({}))
  return atLeast(access.relation, required)
    ? Effect.succeed(access)
    : Effect.fail(new RelationRequired({ required, access }))
}

const question = (sql: Transaction["Service"], tenant: OrganizationId, principal: Principal, id: ProjectId) => {
  const me = asMember(principal)
  return accessQuery(sql, { tenant, principal: me }, [{ resource: projectRef(id), memberId: me.memberId }])
}

/** What the asking member is to a project that they see. */
export const seen = Effect.fnUntraced(function* (
  id: ProjectId,
): Effect.fn.Return<Seeing, NotFound, TenantSql | CurrentTenant | CurrentPrincipal> {
  const tenantSql = yield* TenantSql
  const principal = yield* CurrentPrincipal
  const tenant = yield* CurrentTenant
  const [row] = yield* tenantSql.read((sql) => question(sql, tenant, principal, id))
  const access = row === undefined ? undefined : within(principal, toAccess(row))
  return isSeeing(access) ? access : yield* new NotFound({})
})

/** The project, locked until the transaction ends, for a member who is at least `required` to it. */
export const locked = Effect.fnUntraced(function* (
  id: ProjectId,
  required: Relation,
): Effect.fn.Return<
  { readonly row: ProjectRow; readonly access: Seeing },
  NotFound | RelationRequired | SqlError,
  Transaction | CurrentTenant | CurrentPrincipal
> {
  const sql = yield* Transaction
  const principal = yield* CurrentPrincipal
  const tenant = yield* CurrentTenant
  const [row] = yield* lockProject(sql, tenant, id)
  if (row === undefined) return yield* new NotFound({})
  const [found] = yield* question(sql, tenant, principal, id)
  const access = yield* demand(found === undefined ? undefined : within(principal, toAccess(found)), required)
  return { row, access }
})
