import type { ServiceName } from "@tango/contracts/Topology"
import { migrate, type Migrations } from "@tango/service/Migrate"
import { ConfigProvider, Effect } from "effect"
import { assert, describe, it } from "vitest"
import { testDatabase } from "./Database.ts"
import { queryRows } from "./ServiceUnderTest.ts"
import { isolationFaults } from "./TenantIsolation.ts"

const migrated = async (service: ServiceName, migrations: Migrations) => {
  const database = await testDatabase(service)
  const config = ConfigProvider.layer(ConfigProvider.fromUnknown({ DATABASE_OWNER_URL: database.ownerUrl }))
  await Effect.runPromise(migrate(migrations).pipe(Effect.provide(config)))
  return database
}

/** The catalogue test of a service: every table keeps tenants apart, and each way to break that is noticed. */
export const isolationSuite = (service: ServiceName, migrations: Migrations, table: string) =>
  describe(`row-level security of ${service}`, () => {
    it("keeps tenants apart in every table", async () => {
      assert.deepEqual(await isolationFaults((await migrated(service, migrations)).ownerUrl), [])
    })

    it.each([
      [`drop policy tenant on ${table}`, `${table} has no policy that keeps tenants apart`],
      [`alter table ${table} no force row level security`, `${table} does not force row-level security`],
      [`create policy all_see on ${table} using (true)`, `${table} has a second policy for everybody`],
      ["create table forgotten (organization_id text)", "forgotten does not force row-level security"],
    ])("notices: %s", async (sabotage, fault) => {
      const { ownerUrl } = await migrated(service, migrations)
      await queryRows(ownerUrl, sabotage)
      assert.include(await isolationFaults(ownerUrl), fault)
    })
  })
