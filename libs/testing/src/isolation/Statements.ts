import { foreign, type Ground, own } from "./Ground.ts"

/** A statement that somebody tries, and what has to come of it: `none` touches no row, `own` one, `both` two, `refused` is an error. */
export interface Attempt {
  readonly name: string
  readonly role: keyof Ground["roles"]
  readonly tenant: string
  readonly statement: string
  readonly expected: "none" | "own" | "both" | "refused"
}

type Statement = readonly [name: string, statement: string, expected: Attempt["expected"]]

const theirs = `where organization_id = '${foreign}'`

const reading = (table: string): ReadonlyArray<Statement> => [
  ["select", `select from ${table} ${theirs}`, "none"],
  ["select for update", `select from ${table} ${theirs} for update`, "none"],
  ["select without row security", `set local row_security = off; select from ${table}`, "refused"],
]

const writing = (table: string): ReadonlyArray<Statement> => [
  ["insert", `insert into ${table} (organization_id) values ('${foreign}')`, "refused"],
  ["insert returning", `insert into ${table} (organization_id) values ('${foreign}') returning *`, "refused"],
  [
    "insert on conflict",
    `insert into ${table} (organization_id) values ('${foreign}') on conflict do nothing`,
    "refused",
  ],
  ["update", `update ${table} set organization_id = organization_id ${theirs}`, "none"],
  ["update returning", `update ${table} set organization_id = '${own}' ${theirs} returning *`, "none"],
  ["give away", `update ${table} set organization_id = '${foreign}'`, "refused"],
  ["delete", `delete from ${table} ${theirs}`, "none"],
  ["delete returning", `delete from ${table} ${theirs} returning *`, "none"],
  [
    "merge",
    `merge into ${table} t using (select '${foreign}' as o) s on t.organization_id = s.o when matched then delete`,
    "none",
  ],
]

// What would go around or do away with the policies.
const around = (table: string): ReadonlyArray<Statement> => [
  ["truncate", `truncate ${table}`, "refused"],
  ["copy from", `copy ${table} from '/dev/null'`, "refused"],
  ["copy to", `copy ${table} to '/dev/null'`, "refused"],
  ["drop policy", `drop policy tenant on ${table}`, "refused"],
  ["disable", `alter table ${table} disable row level security`, "refused"],
  [
    "trigger",
    `create trigger spy after insert on ${table} execute function suppress_redundant_updates_trigger()`,
    "refused",
  ],
  ["view", `create view public.spy as select * from ${table}`, "refused"],
]

/** Everything that is tried on one table. */
export const attemptsOn = (name: string): ReadonlyArray<Attempt> => {
  const table = `public."${name}"`
  const all: Statement = ["select all", `select from ${table}`, "own"]
  const nothing: Statement = ["select all", `select from ${table}`, "none"]
  const by = (role: Attempt["role"], tenant: string, statements: ReadonlyArray<Statement>): ReadonlyArray<Attempt> =>
    statements.map(([what, statement, expected]) => ({
      name: `${name}: ${what} as ${role} of ${tenant === "" ? "nobody" : tenant}`,
      role,
      tenant,
      statement,
      expected,
    }))
  return [
    ...by("app", own, [all, ...reading(table), ...writing(table), ...around(table)]),
    ...by("app", "", [nothing, ...reading(table), ...writing(table).filter(([, , expected]) => expected === "none")]),
    ...by("owner", own, [all, ...reading(table), ...writing(table)]),
    ...by("owner", "", [nothing, ...reading(table)]),
    ...by("system", "", [["select all", `select from ${table}`, "both"], ...around(table)]),
  ]
}

/** What is tried once on a database. */
export const attemptsAround = ({ roles }: Ground): ReadonlyArray<Attempt> => {
  const of = (name: string, statement: string): Attempt => ({
    name,
    role: "app",
    tenant: own,
    statement,
    expected: "none",
  })
  return [
    ...(["app", "system"] as const).flatMap((from) =>
      (["app", "system", "owner"] as const)
        .filter((to) => to !== from)
        .map((to) =>
          of(`${from} becomes ${to}`, `select where pg_has_role('${roles[from]}', '${roles[to]}', 'member')`),
        ),
    ),
    of(
      "a role that bypasses",
      `select from pg_roles where (rolsuper or rolbypassrls or rolcreaterole) and rolname in ('${Object.values(roles).join("','")}')`,
    ),
    of(
      "a role that owns a table",
      `select from pg_class where pg_get_userbyid(relowner) in ('${roles.app}', '${roles.system}')`,
    ),
    of(
      "functions with their owner's rights",
      "select from pg_proc where prosecdef and pronamespace = 'public'::regnamespace",
    ),
    of(
      "views with their owner's rights",
      `select from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
        and not coalesce(reloptions::text like '%security_invoker=true%', false)`,
    ),
    // A key that leaves the tenant out would tell whether another's row exists, since checks of keys see all rows.
    of(
      "foreign keys across tenants",
      `select from pg_constraint k where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
        select from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any(k.conkey) and a.attname = 'organization_id')`,
    ),
    {
      name: "a table of one's own",
      role: "app",
      tenant: own,
      statement: "create table public.mine ()",
      expected: "refused",
    },
  ]
}

/** Whether what came of it is what has to. A right that is missing altogether is as good as a row that is not seen. */
export const holds = ({ expected }: Attempt, outcome: string): boolean => {
  const denied = outcome === "E42501"
  switch (expected) {
    case "none":
      return outcome === "0" || denied
    case "own":
      return outcome === "1"
    case "both":
      return outcome === "2"
    case "refused":
      // A trigger that forbids it says so with P0001.
      return denied || outcome === "EP0001"
  }
}
