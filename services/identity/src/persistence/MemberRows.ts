import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Member } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
import * as Effect from "effect/Effect"
import type { KnownMember, MemberSnapshot } from "../domain/Member.ts"

export interface MemberRow {
  readonly member_id: string
  readonly organization_id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly status: KnownMember["status"]
  readonly joined: boolean
  readonly version: number
  readonly stytch_updated_at: number
  readonly created_at: Date
}

type Sql = PgClient.PgClient

/** Which members are asked for; without a status, all but the deactivated. */
export interface MemberFilter {
  readonly search?: string | undefined
  readonly status?: KnownMember["status"] | undefined
  readonly role?: Role | undefined
}

/** By address; `after` is the last member of the page before. */
export const listMembers = (
  sql: Sql,
  tenant: OrganizationId,
  filter: MemberFilter,
  after: MemberId | null,
  limit: number,
) =>
  sql<MemberRow>`select * from members where ${sql.and([
    sql`organization_id = ${tenant}`,
    filter.status === undefined ? sql`status <> 'deactivated'` : sql`status = ${filter.status}`,
    ...(filter.role === undefined ? [] : [sql`role = ${filter.role}`]),
    ...(filter.search === undefined
      ? []
      : [sql`strpos(lower(name || ' ' || email), ${filter.search.trim().toLowerCase()}) > 0`]),
    ...(after === null
      ? []
      : [
          sql`(email, member_id) > ((select email from members
            where organization_id = ${tenant} and member_id = ${after}), ${after})`,
        ]),
  ])} order by email, member_id limit ${limit}`

/** Locks the question who is an admin for the rest of the transaction, so that two cannot remove each other. */
export const lockAdmins = (sql: Sql, tenant: OrganizationId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`admins:${tenant}`}, 0))`

export const hasOtherAdmin = (sql: Sql, tenant: OrganizationId, memberId: MemberId) =>
  sql`select 1 as one from members where organization_id = ${tenant} and role = 'admin' and status = 'active'
    and member_id <> ${memberId} limit 1`.pipe(Effect.map((rows) => rows.length > 0))

/** Locks the member for the rest of the transaction, also when there is no row yet. */
export const lockMember = (sql: Sql, memberId: MemberId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`member:${memberId}`}, 0))`

export const findMember = (sql: Sql, tenant: OrganizationId, memberId: MemberId) =>
  sql<MemberRow>`select * from members where organization_id = ${tenant} and member_id = ${memberId}`

/** For the system's role: in which organization a member is known. */
export const organizationOf = (sql: Sql, memberId: MemberId) =>
  sql<{ organization_id: string }>`select organization_id from members where member_id = ${memberId}`

/** For the system's role: everybody of an organization, the deactivated as well. */
export const knownMembers = (sql: Sql, id: OrganizationId) =>
  sql<MemberRow>`select * from members where organization_id = ${id}`

export const upsertMember = (sql: Sql, member: MemberSnapshot & { joined: boolean; version: number; region: string }) =>
  sql<MemberRow>`insert into members ${sql.insert({
    member_id: member.memberId,
    organization_id: member.organizationId,
    email: member.email,
    name: member.name,
    role: member.role,
    status: member.status,
    region: member.region,
    joined: member.joined,
    version: member.version,
    stytch_updated_at: member.updatedAt,
  })} on conflict (member_id) do update set email = excluded.email, name = excluded.name, role = excluded.role,
    status = excluded.status, joined = excluded.joined, version = excluded.version,
    stytch_updated_at = excluded.stytch_updated_at returning *`

export const toKnown = (row: MemberRow): KnownMember => ({
  memberId: MemberId.make(row.member_id),
  organizationId: OrganizationId.make(row.organization_id),
  email: row.email,
  name: row.name,
  role: row.role,
  status: row.status,
  joined: row.joined,
  updatedAt: row.stytch_updated_at,
})

export const toMember = (row: MemberRow): typeof Member.Type => ({
  memberId: MemberId.make(row.member_id),
  email: row.email,
  name: row.name,
  role: row.role,
  status: row.status,
  createdAt: row.created_at,
})
