import { Project, type ProjectLimitReached } from "@tango/contracts/api/ProjectsApi"
import { ProjectArchived, ProjectCreated } from "@tango/contracts/events/ProjectsEvents"
import { ProjectId } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { type IdempotencyKeyReused, type InvalidCursor, NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Allowances } from "./Allowances.ts"
import { admitProject, type ProjectView } from "./domain/Project.ts"
import { archiveProject, findProject, insertProject, listProjects, toProject } from "./persistence/ProjectRows.ts"

export interface NewProject {
  readonly name: string
  readonly description: string
  readonly idempotencyKey: string | undefined
}

type Acting = CurrentTenant | CurrentPrincipal

/** Projects of the tenant; everything here sees the tenant's rows only. */
export class Projects extends Context.Service<
  Projects,
  {
    list(
      query: PageQuery,
    ): Effect.Effect<
      { readonly items: ReadonlyArray<ProjectView>; readonly next_cursor: string | null },
      InvalidCursor,
      CurrentTenant
    >
    get(id: ProjectId): Effect.Effect<ProjectView, NotFound, CurrentTenant>
    create(project: NewProject): Effect.Effect<ProjectView, ProjectLimitReached | IdempotencyKeyReused, Acting>
    /** An archived project no longer counts against the plan; archiving twice changes nothing. */
    archive(id: ProjectId): Effect.Effect<ProjectView, NotFound, Acting>
  }
>()("@tango/projects/Projects") {
  static readonly layer = Layer.effect(
    Projects,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const allowances = yield* Allowances
      const signal = yield* Outbox.OutboxSignal

      const list = Effect.fn("Projects.list")(function* (query: PageQuery) {
        const after = yield* fromCursor(query, ProjectId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const rows = yield* tenantSql.read((sql) => listProjects(sql, tenant, after, size + 1))
        return toPage(rows, size, (row) => row.project_id, toProject)
      })

      const get = Effect.fn("Projects.get")(function* (id: ProjectId) {
        const tenant = yield* CurrentTenant
        const [row] = yield* tenantSql.read((sql) => findProject(sql, tenant, id))
        return row === undefined ? yield* new NotFound({}) : toProject(row)
      })

      const insert = Effect.fnUntraced(function* (name: string, description: string) {
        const sql = yield* Transaction
        const principal = yield* CurrentPrincipal
        const tenant = yield* CurrentTenant
        const allowance = yield* allowances.lock
        const [count] = yield* sql<{ active: number }>`select count(*)::int as active from projects
          where organization_id = ${tenant} and status = 'active'`
        yield* admitProject(allowance, count?.active ?? 0)
        const row = yield* insertProject(sql, { tenant, name, description, createdBy: principal.actorId })
        const project = toProject(row)
        yield* Outbox.append(ProjectCreated, {
          subject: `project/${project.projectId}`,
          sequence: row.version,
          data: { organizationId: tenant, projectId: project.projectId, actorId: principal.actorId },
        })
        return project
      })

      const create = Effect.fn("Projects.create")(({ description, idempotencyKey, name }: NewProject) =>
        tenantSql
          .transaction(
            idempotent(
              Project,
              { key: idempotencyKey, operation: "projects.create", request: [name, description] },
              insert(name, description),
            ),
          )
          .pipe(Effect.provideService(Outbox.OutboxSignal, signal)),
      )

      const archiveRow = Effect.fnUntraced(function* (id: ProjectId) {
        const sql = yield* Transaction
        const principal = yield* CurrentPrincipal
        const tenant = yield* CurrentTenant
        const [archived] = yield* archiveProject(sql, tenant, id)
        if (archived !== undefined) {
          yield* Outbox.append(ProjectArchived, {
            subject: `project/${id}`,
            sequence: archived.version,
            data: { organizationId: tenant, projectId: id, actorId: principal.actorId },
          })
          return toProject(archived)
        }
        const [row] = yield* findProject(sql, tenant, id)
        return row === undefined ? yield* new NotFound({}) : toProject(row)
      })

      const archive = Effect.fn("Projects.archive")((id: ProjectId) =>
        tenantSql.transaction(archiveRow(id)).pipe(Effect.provideService(Outbox.OutboxSignal, signal)),
      )

      return Projects.of({ list, get, create, archive })
    }),
  )
}
