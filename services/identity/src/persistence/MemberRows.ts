import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Member } from "@tango/contracts/api/IdentityApi"
import { MemberId, OrganizationId } from "@tango/contracts/Ids"
import type { Role } from "@tango/contracts/Permissions"
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

/** By id, oldest first within what Stytch's random ids allow: a stable order for paging. */
export const listMembers = (sql: Sql, tenant: OrganizationId, after: string | null, limit: number) =>
  sql<MemberRow>`select * from members where organization_id = ${tenant} and status <> 'deactivated'
    and (${after}::text is null or member_id > ${after}::text) order by member_id limit ${limit}`

/** Locks the member for the rest of the transaction, also when there is no row yet. */
export const lockMember = (sql: Sql, memberId: MemberId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`member:${memberId}`}, 0))`

export const findMember = (sql: Sql, tenant: OrganizationId, memberId: MemberId) =>
  sql<MemberRow>`select * from members where organization_id = ${tenant} and member_id = ${memberId}`

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
