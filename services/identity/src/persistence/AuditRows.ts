import type * as PgClient from "@effect/sql-pg/PgClient"
import type { AuditEntry } from "@tango/contracts/events/AuditEvents"
import type { AuditRecord } from "@tango/contracts/api/IdentityApi"
import { OrganizationId } from "@tango/contracts/Ids"
import type { ChainedEntry, Link } from "../domain/AuditChain.ts"

export interface AuditRow {
  readonly entry_id: string
  readonly organization_id: string
  readonly sequence: number
  readonly at: Date
  readonly actor_kind: AuditEntry["actor"]["kind"]
  readonly actor_id: string
  readonly action: string
  readonly target_type: string
  readonly target_id: string
  readonly ip: string | null
  readonly details: AuditEntry["details"]
  readonly trace_id: string | null
  readonly hash: string
}

export interface NamedAuditRow extends AuditRow {
  readonly actor_name: string | null
}

/** What of the log is asked for; undefined is everything. */
export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly target?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

type Sql = PgClient.PgClient

/** The chain's last link, locked for the rest of the transaction: entries of an organization come one after the other. */
export const lockChain = (sql: Sql, tenant: OrganizationId) =>
  sql<Link>`insert into audit_chains (organization_id) values (${tenant})
    on conflict (organization_id) do update set organization_id = excluded.organization_id
    returning sequence::int as sequence, hash`

export const moveChain = (sql: Sql, tenant: OrganizationId, link: Link) =>
  sql`update audit_chains set sequence = ${link.sequence}, hash = ${link.hash} where organization_id = ${tenant}`

/** Where the chain begins, after what was pruned, and where it ends. */
export const findChain = (sql: Sql, tenant: OrganizationId) =>
  sql<{ sequence: number; hash: string; pruned_sequence: number; pruned_hash: string }>`select
    sequence::int as sequence, hash, pruned_sequence::int as pruned_sequence, pruned_hash
    from audit_chains where organization_id = ${tenant}`

export const insertEntry = (sql: Sql, entry: ChainedEntry, hash: string) =>
  sql`insert into audit_entries ${sql.insert({
    entry_id: entry.entryId,
    organization_id: entry.organizationId,
    sequence: entry.sequence,
    at: new Date(entry.at),
    actor_kind: entry.actor.kind,
    actor_id: entry.actor.id,
    action: entry.action,
    target_type: entry.target.type,
    target_id: entry.target.id,
    ip: entry.ip ?? null,
    details: sql.json(entry.details),
    trace_id: entry.traceId,
    hash,
  })}`

const passes = (sql: Sql, tenant: OrganizationId, filter: AuditFilter) =>
  sql.and([
    sql`e.organization_id = ${tenant}`,
    ...(filter.actor === undefined ? [] : [sql`e.actor_id = ${filter.actor}`]),
    ...(filter.action === undefined ? [] : [sql`starts_with(e.action, ${filter.action})`]),
    ...(filter.target === undefined ? [] : [sql`e.target_id = ${filter.target}`]),
    ...(filter.from === undefined ? [] : [sql`e.at >= ${filter.from}`]),
    ...(filter.to === undefined ? [] : [sql`e.at < ${filter.to}`]),
  ])

const columns = (sql: Sql) =>
  sql.literal(`e.entry_id, e.organization_id, e.sequence::int as sequence, e.at, e.actor_kind, e.actor_id, e.action,
    e.target_type, e.target_id, e.ip, e.details, e.trace_id, e.hash`)

const named = (sql: Sql) =>
  sql.literal(`, coalesce(nullif(m.name, ''), m.email, c.name) as actor_name from audit_entries e
    left join members m on m.organization_id = e.organization_id and m.member_id = e.actor_id
    left join api_clients c on c.organization_id = e.organization_id and c.client_id = e.actor_id`)

/** Newest first; `before` is a sequence. */
export const listEntries = (
  sql: Sql,
  tenant: OrganizationId,
  filter: AuditFilter,
  before: number | null,
  limit: number,
) =>
  sql<NamedAuditRow>`select ${columns(sql)} ${named(sql)} where ${passes(sql, tenant, filter)}
    and (${before}::bigint is null or e.sequence < ${before}::bigint) order by e.sequence desc limit ${limit}`

/** Oldest first; `after` is a sequence. */
export const entriesAfter = (sql: Sql, tenant: OrganizationId, filter: AuditFilter, after: number, limit: number) =>
  sql<NamedAuditRow>`select ${columns(sql)} ${named(sql)} where ${passes(sql, tenant, filter)}
    and e.sequence > ${after} order by e.sequence limit ${limit}`

/** Takes out what is older than a moment, of all organizations, and remembers where each chain now begins. */
export const pruneEntries = (sql: Sql, olderThan: Date) =>
  sql<{ organization_id: string; pruned: number }>`with last as (
      select distinct on (organization_id) organization_id, sequence, hash from audit_entries
      where at < ${olderThan} order by organization_id, sequence desc
    ), gone as (
      delete from audit_entries e using last where e.organization_id = last.organization_id
        and e.sequence <= last.sequence returning e.organization_id
    ), moved as (
      update audit_chains c set pruned_sequence = last.sequence, pruned_hash = last.hash
      from last where c.organization_id = last.organization_id
    ) select organization_id, count(*)::int as pruned from gone group by 1`

export const toChained = (row: AuditRow): ChainedEntry => ({
  organizationId: OrganizationId.make(row.organization_id),
  entryId: row.entry_id,
  sequence: row.sequence,
  at: row.at.getTime(),
  actor: { kind: row.actor_kind, id: row.actor_id },
  action: row.action,
  target: { type: row.target_type, id: row.target_id },
  ...(row.ip === null ? {} : { ip: row.ip }),
  details: row.details,
  traceId: row.trace_id,
})

export const toRecord = (row: NamedAuditRow): typeof AuditRecord.Type => ({
  entryId: row.entry_id,
  sequence: row.sequence,
  at: row.at,
  actor: { kind: row.actor_kind, id: row.actor_id },
  actorName: row.actor_name,
  action: row.action,
  target: { type: row.target_type, id: row.target_id },
  ip: row.ip,
  details: row.details,
  traceId: row.trace_id,
  hash: row.hash,
})
