import { Schema } from "effect"
import { queryRows } from "../ServiceUnderTest.ts"

const Column = Schema.Struct({
  type: Schema.String,
  nullable: Schema.Boolean,
  /** Whether a row can be written without naming it. */
  given: Schema.Boolean,
})

/** A constraint or a unique index: what it demands, and of which columns. */
const Rule = Schema.Struct({ demands: Schema.String, columns: Schema.Array(Schema.String) })

const Table = Schema.Struct({
  name: Schema.String,
  columns: Schema.Record(Schema.String, Column),
  rules: Schema.Record(Schema.String, Rule),
  /** Who may do what: `<role> <privilege>`. */
  grants: Schema.Array(Schema.String),
})

export type Column = typeof Column.Type
export type Rule = typeof Rule.Type
export type Table = typeof Table.Type

/** What the statements of a running version rely on in a database, table by table. */
export type Shape = Readonly<Record<string, Table>>

const query = `
select t.relname as name,
  (select jsonb_object_agg(a.attname, jsonb_build_object(
      'type', format_type(a.atttypid, a.atttypmod),
      'nullable', not a.attnotnull,
      'given', not a.attnotnull or a.atthasdef or a.attidentity <> ''))
    from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns,
  (select coalesce(jsonb_object_agg(r.name, jsonb_build_object('demands', r.demands, 'columns', r.columns)), '{}') from (
      select c.conname as name, pg_get_constraintdef(c.oid) as demands,
        array(select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = any(c.conkey)) as columns
      from pg_constraint c where c.conrelid = t.oid and c.contype <> 'n'
      union all
      select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid),
        array(select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = any(i.indkey))
      from pg_index i where i.indrelid = t.oid and i.indisunique
        and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)) r) as rules,
  array(select grantee || ' ' || privilege_type from information_schema.role_table_grants g
    where g.table_schema = 'public' and g.table_name = t.relname order by 1) as grants
from pg_class t where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')`

const decodeTables = Schema.decodeUnknownSync(Schema.Array(Table))

/** The shape of a database as its owner sees it. */
export const shapeOf = async (ownerUrl: string): Promise<Shape> =>
  Object.fromEntries(decodeTables(await queryRows(ownerUrl, query)).map((table) => [table.name, table]))
