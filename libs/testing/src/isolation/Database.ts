import { foreign, type Ground } from "./Ground.ts"
import { type Attempt, attemptsAround, attemptsOn, holds } from "./Statements.ts"

/** What was tried, and what of it came through. */
export interface Tried {
  readonly attempts: number
  readonly leaks: ReadonlyArray<string>
}

/** Sabotages by name that were tried, and those that no attempt noticed. */
export interface Sabotaged {
  readonly policies: number
  readonly unnoticed: ReadonlyArray<string>
}

/** Tries them all, each as if it were the first: nothing of it stays. */
const tryAll = async ({ roles, run }: Ground, attempts: ReadonlyArray<Attempt>): Promise<ReadonlyArray<string>> => {
  const leaks: Array<string> = []
  const list = attempts.map(({ role, statement, tenant }) => ({ role: roles[role], tenant, statement }))
  await run("savepoint attempts")
  // Each in a row of its own, whose writes the next would see: what gets through is a leak in any case.
  const rows = await run(
    `select isolation.attempt(a.role, a.tenant, a.statement) as outcome
     from jsonb_to_recordset($1::text::jsonb) a(role text, tenant text, statement text)`,
    [JSON.stringify(list)],
  )
  await run("rollback to savepoint attempts")
  for (const [index, attempt] of attempts.entries()) {
    const outcome = String(rows[index]?.["outcome"])
    if (!holds(attempt, outcome)) leaks.push(`${attempt.name}: ${outcome} instead of ${attempt.expected}`)
  }
  return leaks
}

const undone = async <A>({ run }: Ground, work: () => Promise<A>): Promise<A> => {
  await run("begin")
  try {
    return await work()
  } finally {
    await run("rollback")
  }
}

/** Every table, statement and role of a database. */
export const tryDatabase = (ground: Ground): Promise<Tried> =>
  undone(ground, async () => {
    let attempts = 0
    const leaks: Array<string> = []
    for (const group of [attemptsAround(ground), ...ground.tables.map(attemptsOn)]) {
      attempts += group.length
      leaks.push(...(await tryAll(ground, group)).map((leak) => `${ground.service}: ${leak}`))
    }
    return { attempts, leaks }
  })

const onTable = ({ roles }: Ground, table: string): ReadonlyArray<string> => [
  `drop policy tenant on "${table}"`,
  `drop policy system on "${table}"`,
  `alter policy tenant on "${table}" using (true)`,
  `alter policy tenant on "${table}" with check (true)`,
  `alter policy system on "${table}" to public`,
  `create policy spare on "${table}" using (true)`,
  `create policy spare on "${table}" for select to "${roles.app}" using (organization_id = '${foreign}')`,
  `alter table "${table}" disable row level security`,
  `alter table "${table}" no force row level security`,
  `grant truncate on "${table}" to "${roles.app}"`,
]

const onRoles = ({ roles, tables }: Ground): ReadonlyArray<string> => [
  `alter role "${roles.app}" bypassrls`,
  `alter role "${roles.app}" superuser`,
  `alter role "${roles.system}" bypassrls`,
  `grant "${roles.owner}" to "${roles.app}"`,
  `grant "${roles.system}" to "${roles.app}"`,
  `grant create on schema public to "${roles.app}"`,
  `alter table "${tables[0] ?? ""}" owner to "${roles.app}"`,
  `create function public.everything() returns bigint security definer language sql as 'select count(*) from "${tables[0] ?? ""}"'`,
  `create view public.everything as select * from "${tables[0] ?? ""}"`,
  `create table public.child (id text references "${tables[0] ?? ""}_spare")`,
]

/** Breaks the walls one at a time, and tells which of it the attempts do not notice. */
export const sabotage = (ground: Ground): Promise<Sabotaged> => sabotageSome(ground, ground.tables.length)

/** The same for the walls of the first so many tables, and those around all of them. */
export const sabotageSome = async (ground: Ground, tables: number): Promise<Sabotaged> => {
  const unnoticed: Array<string> = []
  let policies = 0
  const notices = async (statements: ReadonlyArray<string>, attempts: ReadonlyArray<Attempt>) => {
    policies++
    const leaks = await undone(ground, async () => {
      for (const statement of statements) await ground.run(statement)
      return tryAll(ground, attempts)
    })
    if (leaks.length === 0) unnoticed.push(`${ground.service}: ${statements.join("; ")}`)
  }
  for (const table of ground.tables.slice(0, tables)) {
    for (const statement of onTable(ground, table)) await notices([statement], attemptsOn(table))
  }
  for (const statement of onRoles(ground)) {
    const spare = statement.includes("_spare")
      ? [`create table public."${ground.tables[0] ?? ""}_spare" (id text primary key)`]
      : []
    await notices([...spare, statement], attemptsAround(ground))
  }
  return { policies, unnoticed }
}
