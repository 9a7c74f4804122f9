import { serviceNames } from "@tango/contracts/Topology"
import { migrate, type Migrations } from "@tango/service/Migrate"
import { testDatabase } from "@tango/testing/Database"
import { migrationBreaks } from "@tango/testing/migrations/Breaks"
import { type Shape, shapeOf } from "@tango/testing/migrations/Shape"
import { queryRows } from "@tango/testing/ServiceUnderTest"
import { root } from "@tango/testing/world/Root"
import { ConfigProvider, Effect } from "effect"
import { assert, beforeAll, describe, it } from "vitest"

const forward = (ownerUrl: string, migrations: Migrations) =>
  Effect.runPromise(
    migrate(migrations).pipe(
      Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ DATABASE_OWNER_URL: ownerUrl }))),
    ),
  )

describe("a version that still runs goes on while the database is brought forward", () => {
  it.each(serviceNames)("by each migration of %s", async (service) => {
    const { migrations }: { migrations: Migrations } = await import(
      `${root}services/${service}/src/persistence/Migrations.ts`
    )
    const { ownerUrl } = await testDatabase(service)
    let applied: Migrations = {}
    await forward(ownerUrl, applied)
    let before = await shapeOf(ownerUrl)
    for (const [name, migration] of Object.entries(migrations).toSorted(([one], [other]) => one.localeCompare(other))) {
      applied = { ...applied, [name]: migration }
      await forward(ownerUrl, applied)
      const after = await shapeOf(ownerUrl)
      assert.deepEqual(migrationBreaks(before, after), [], name)
      before = after
    }
    assert.isAbove(Object.keys(before).length, 3)
  })
})

describe("what a running version would fail by is noticed", () => {
  let url: string
  let before: Shape

  beforeAll(async () => {
    url = (await testDatabase("projects")).ownerUrl
    await queryRows(
      url,
      "create table things (id int primary key, name text, state text not null check (state in ('on', 'off')), size int not null default 0, label text default '')",
    )
    before = await shapeOf(url)
  })

  /** The shape after a statement that is taken back. */
  const after = async (statement: string, back: string) => {
    await queryRows(url, statement)
    try {
      return migrationBreaks(before, await shapeOf(url))
    } finally {
      await queryRows(url, back)
    }
  }

  it.each([
    ["a table that is renamed", "alter table things rename to items", "alter table items rename to things", "is gone"],
    [
      "a column that is renamed",
      "alter table things rename name to title",
      "alter table things rename title to name",
      "things.name is gone",
    ],
    [
      "a column of another type",
      "alter table things alter size type bigint",
      "alter table things alter size type int",
      "was integer, is bigint",
    ],
    [
      "a column that has to be written",
      "alter table things add owner text not null",
      "alter table things drop owner",
      "has to be written",
    ],
    [
      "a default that goes",
      "alter table things alter size drop default",
      "alter table things alter size set default 0",
      "has to be written now",
    ],
    [
      "a column that may not be null",
      "alter table things alter name set not null",
      "alter table things alter name drop not null",
      "has to be written now",
    ],
    [
      "one with a default that may not be null",
      "alter table things alter label set not null",
      "alter table things alter label drop not null",
      "may not be null any more",
    ],
    [
      "a new rule",
      "alter table things add constraint named check (name <> '')",
      "alter table things drop constraint named",
      "is new",
    ],
    ["a new key", "create unique index by_name on things (name)", "drop index by_name", "is new"],
    [
      "a word less",
      "alter table things drop constraint things_state_check, add constraint things_state_check check (state in ('on', 'idle'))",
      "alter table things drop constraint things_state_check, add constraint things_state_check check (state in ('on', 'off'))",
      "demands something else",
    ],
    [
      "a privilege that goes",
      "revoke insert on things from current_user",
      "grant insert on things to current_user",
      "INSERT is gone",
    ],
  ])("%s", async (_, statement, back, says) => {
    const found = await after(statement, back)
    assert.lengthOf(found, 1)
    assert.include(found[0], says)
  })

  it.each([
    ["a table", "create table others (id int)", "drop table others"],
    [
      "columns that need not be written",
      "alter table things add note text, add at timestamptz not null default now()",
      "alter table things drop note, drop at",
    ],
    ["a rule over a new column", "alter table things add code text unique", "alter table things drop code"],
    ["an index", "create index on things (name)", "drop index things_name_idx"],
    [
      "a word more",
      "alter table things drop constraint things_state_check, add constraint things_state_check check (state in ('on', 'idle', 'off'))",
      "alter table things drop constraint things_state_check, add constraint things_state_check check (state in ('on', 'off'))",
    ],
  ])("%s more breaks nobody", async (_, statement, back) => assert.deepEqual(await after(statement, back), []))
})
