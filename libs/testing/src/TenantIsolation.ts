import { queryRows } from "./ServiceUnderTest.ts"

/** Tables that hold nothing of a tenant. */
const exempt = ["inbox", "migrations"]

interface TableRow {
  readonly table: string
  readonly forced: boolean
  readonly has_tenant: boolean
  readonly policies: ReadonlyArray<string>
}

/**
 * Reads PostgreSQL's catalogue and names what is wrong with a database's row-level security, a sentence each: empty when every
 * table is forced behind a tenant policy and the application role can neither own nor bypass.
 */
export const isolationFaults = async (ownerUrl: string): Promise<ReadonlyArray<string>> => {
  const tables = await queryRows(
    ownerUrl,
    `select c.relname as "table", c.relrowsecurity and c.relforcerowsecurity as forced,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and a.attnotnull) as has_tenant,
       coalesce((select json_agg(pg_get_expr(p.polqual, c.oid) || ' / ' || pg_get_expr(p.polwithcheck, c.oid))
         from pg_policy p where p.polrelid = c.oid and p.polroles = '{0}'), '[]'::json) as policies
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  )
  const roles = await queryRows(
    ownerUrl,
    `select rolname from pg_roles where rolname ~ (replace(current_user, '_owner', '') || '_(app|system)$')
       and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
         or exists (select from pg_class where relowner = pg_roles.oid))`,
  )
  const own = "current_setting('app.organization_id'"
  return [
    ...tables
      .map(asTable)
      .filter((row) => !exempt.includes(row.table))
      .flatMap((row) => [
        ...(row.has_tenant ? [] : [`${row.table} has no organization_id that cannot be null`]),
        ...(row.forced ? [] : [`${row.table} does not force row-level security`]),
        ...(row.policies.some((policy) => policy.split(" / ").every((side) => side.includes(own)))
          ? []
          : [`${row.table} has no policy that keeps tenants apart`]),
        ...(row.policies.length > 1 ? [`${row.table} has a second policy for everybody`] : []),
      ]),
    ...roles.map((row) => `the role ${String(row["rolname"])} may do more than it should`),
  ]
}

const asTable = (row: Record<string, unknown>): TableRow => ({
  table: String(row["table"]),
  forced: row["forced"] === true,
  has_tenant: row["has_tenant"] === true,
  policies: Array.isArray(row["policies"]) ? row["policies"].map(String) : [],
})
