import { startGateway } from "@tango/local/gateway/Gateway"
import { topology } from "@tango/local/Topology"
import { PgClient } from "@effect/sql-pg"
import { migrate } from "@tango/service/Migrate"
import { tenantTable } from "@tango/tenancy/Migrations"
import { ConfigProvider, Effect } from "effect"
import { setTimeout as pause } from "node:timers/promises"
import { expect, it, onTestFinished } from "vitest"
import { type ServiceProcess, startServiceProcess } from "../src/ServiceProcess.ts"
import { startService } from "../src/ServiceUnderTest.ts"
import { root } from "../src/world/Root.ts"

type Options = Parameters<typeof startService>[0]

/** What the next version brings: columns that this one does not know, an index, a table. */
const nextVersion = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`alter table projects add column color text, add column starred_at timestamptz[] not null default '{}'`
  yield* sql`create index projects_by_color on projects (organization_id, color)`
  yield* sql`create table project_labels (organization_id text not null, label text not null, primary key (organization_id, label))`
  yield* tenantTable("project_labels")
})

it(
  "a deployment under load fails no request: a migration first, then a rolling restart in which each instance ends what it has begun",
  { timeout: 120_000 },
  async () => {
    const source = `${root}services/projects/src`
    const { layerRoutes }: { layerRoutes: Options["routes"] } = await import(`${source}/http/Routes.ts`)
    const { migrations }: Pick<Options, "migrations"> = await import(`${source}/persistence/Migrations.ts`)
    const service = await startService({ service: "projects", routes: layerRoutes, migrations })
    onTestFinished(() => service.close())

    let turn = 0
    let targets: ReadonlyArray<ServiceProcess> = await Promise.all([
      startServiceProcess(service),
      startServiceProcess(service),
    ])
    const gateway = await startGateway({
      port: 0,
      topology,
      serviceAt: () => ({ host: "127.0.0.1", port: targets[turn++ % targets.length]?.port ?? 0 }),
      runnerUrl: () => "http://127.0.0.1:1",
      webFolder: root,
      uploadOrigins: [],
    })
    onTestFinished(() => gateway.close())
    const token = await service.token({ organizationId: "org-deploy" })
    const path = `${gateway.url}/api/projects/projects`
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    const made = await fetch(path, { method: "POST", headers, body: JSON.stringify({ name: "One" }) })
    expect(made.status).toBe(201)
    const { projectId }: { projectId: string } = JSON.parse(await made.text())

    let rolling = true
    const statuses: Array<number> = []
    const client = async (_: unknown, index: number) => {
      // Half of them read, half of them write.
      const change = { method: "PATCH", headers, body: JSON.stringify({ description: `By ${index}` }) }
      const ask = () => (index % 2 === 0 ? fetch(path, { headers }) : fetch(`${path}/${projectId}`, change))
      while (rolling) statuses.push((await ask()).status)
    }
    onTestFinished(() => void (rolling = false))
    const more = async () => {
      const before = statuses.length
      while (statuses.length < before + 20) await pause(10)
    }
    const clients = Array.from({ length: 6 }, client)
    await more()
    await Effect.runPromise(
      migrate({ ...migrations, "9000_next_version": nextVersion }).pipe(
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(service.env))),
      ),
    )
    await more()
    const replacements = await Promise.all([startServiceProcess(service), startServiceProcess(service)])
    const exits: Array<unknown> = []
    for (const [index, old] of targets.entries()) {
      const replacement = replacements[index]
      if (replacement === undefined) throw new Error("No replacement")
      // Out of the balancer first; what is under way then still gets its answer.
      targets = targets.map((one) => (one === old ? replacement : one))
      exits.push(await old.stop())
      await more()
    }
    rolling = false
    await Promise.all(clients)
    // What a process ends with that was asked to; one that is made to has none.
    expect(exits).toEqual([130, 130])
    expect(new Set(statuses)).toEqual(new Set([200]))
  },
)
