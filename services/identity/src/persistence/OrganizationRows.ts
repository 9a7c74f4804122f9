import type * as PgClient from "@effect/sql-pg/PgClient"
import { OrganizationId } from "@tango/contracts/Ids"
import type { KnownOrganization, OrganizationSnapshot } from "../domain/Organization.ts"

export interface OrganizationRow {
  readonly organization_id: string
  readonly name: string
  readonly slug: string
  readonly domains: ReadonlyArray<string>
  readonly region: string
  readonly version: number
  readonly stytch_updated_at: number
  readonly created_at: Date
  readonly deleted_at: Date | null
  readonly logo_key: string | null
}

type Sql = PgClient.PgClient

export const toKnown = (row: OrganizationRow): KnownOrganization => ({
  organizationId: OrganizationId.make(row.organization_id),
  name: row.name,
  slug: row.slug,
  domains: row.domains,
  updatedAt: row.stytch_updated_at,
  deleted: row.deleted_at !== null,
})

/** Locks the organization for the rest of the transaction, also when there is no row yet. */
export const lockOrganization = (sql: Sql, id: OrganizationId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`organization:${id}`}, 0))`

export const findOrganization = (sql: Sql, id: OrganizationId) =>
  sql<OrganizationRow>`select * from organizations where organization_id = ${id}`

/** For the system's role: every organization, with those that are gone. */
export const knownOrganizations = (sql: Sql) => sql<OrganizationRow>`select * from organizations`

export const upsertOrganization = (
  sql: Sql,
  organization: OrganizationSnapshot & { region: string; version: number },
) =>
  sql`insert into organizations ${sql.insert({
    organization_id: organization.organizationId,
    name: organization.name,
    slug: organization.slug,
    domains: organization.domains,
    region: organization.region,
    version: organization.version,
    stytch_updated_at: organization.updatedAt,
  })} on conflict (organization_id) do update set name = excluded.name, slug = excluded.slug, domains = excluded.domains,
    version = excluded.version, stytch_updated_at = excluded.stytch_updated_at`

/** The organizations that count a domain as theirs, over all tenants; at most five. */
export const organizationsOfDomain = (sql: Sql, domain: string) =>
  sql<{ readonly organization_id: string }>`select organization_id from organizations
    where domains @> array[${domain}]::text[] order by organization_id limit 5`

/** Leaves a tombstone and deactivates everybody; gives its version if it was there and alive. */
export const buryOrganization = (sql: Sql, id: OrganizationId) =>
  sql<{ version: number; region: string }>`with gone as (
      update members set status = 'deactivated', version = version + 1
      where organization_id = ${id} and status <> 'deactivated'
        and exists (select 1 from organizations where organization_id = ${id} and deleted_at is null)
    ) update organizations set deleted_at = now(), version = version + 1
      where organization_id = ${id} and deleted_at is null returning version, region`

export const setLogoKey = (sql: Sql, id: OrganizationId, key: string | null) =>
  sql`update organizations set logo_key = ${key}, version = version + 1 where organization_id = ${id}`
