import type { Access } from "@tango/contracts/Access"
import { Project, type ProjectLimitReached } from "@tango/contracts/api/ProjectsApi"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import { ProjectCreated } from "@tango/contracts/events/ProjectsEvents"
import { ProjectId } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentPrincipal, CurrentTenant, type Principal } from "@tango/contracts/Principal"
import { type IdempotencyKeyReused, type InvalidCursor, NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { asMember, within } from "@tango/service/entitlements/Facts"
import { lockedEntitlements } from "@tango/service/entitlements/Organization"
import { tellGrant, tellResource } from "@tango/service/entitlements/Projection"
import { idempotent } from "@tango/service/Idempotency"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { announce } from "./Announcements.ts"
import { admitProject, type ProjectView } from "./domain/Project.ts"
import { countActive, findProject, insertProject, listProjects, toProject } from "./persistence/ProjectRows.ts"
import { projectRef, seen } from "./ProjectAccess.ts"

export interface NewProject {
  readonly name: string
  readonly description: string
  readonly idempotencyKey: string | undefined
}

export interface ProjectQuery extends PageQuery {
  readonly status?: ProjectView["status"]
  readonly search?: string
}

const relationOf = (principal: Principal, relation: Relation): Relation =>
  within(principal, { relation, because: { kind: "administrator" }, readOnlyRole: false }).relation ?? relation

export type Acting = CurrentTenant | CurrentPrincipal

/** Projects that the asking member sees; to everybody else they are not there. */
export class Projects extends Context.Service<
  Projects,
  {
    list(
      query: ProjectQuery,
    ): Effect.Effect<
      { readonly items: ReadonlyArray<ProjectView>; readonly next_cursor: string | null },
      InvalidCursor,
      Acting
    >
    get(id: ProjectId): Effect.Effect<ProjectView & { readonly access: Access }, NotFound, Acting>
    /** Who creates a project owns it, and shares it with whom they like. */
    create(project: NewProject): Effect.Effect<ProjectView, ProjectLimitReached | IdempotencyKeyReused, Acting>
  }
>()("@tango/projects/Projects") {
  static readonly layer = Layer.effect(
    Projects,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal

      const list = Effect.fn("Projects.list")(function* (query: ProjectQuery) {
        const after = yield* fromCursor(query, ProjectId)
        const size = pageSize(query)
        const tenant = yield* CurrentTenant
        const principal = yield* CurrentPrincipal
        const { memberId, role } = asMember(principal)
        const words = (query.search ?? "").split(/\s+/u).filter((word) => word !== "")
        const rows = yield* tenantSql.read((sql) =>
          listProjects(
            sql,
            { tenant, memberId, sessionRole: role },
            { status: query.status, words },
            { after, limit: size + 1 },
          ),
        )
        return toPage(
          rows,
          size,
          (row) => row.project_id,
          (row) => toProject(row, relationOf(principal, row.relation)),
        )
      })

      const get = Effect.fn("Projects.get")(function* (id: ProjectId) {
        const tenant = yield* CurrentTenant
        const access = yield* seen(id)
        const [row] = yield* tenantSql.read((sql) => findProject(sql, tenant, id))
        return row === undefined ? yield* new NotFound({}) : { ...toProject(row, access.relation), access }
      })

      const insert = Effect.fnUntraced(function* (name: string, description: string) {
        const sql = yield* Transaction
        const principal = yield* CurrentPrincipal
        const tenant = yield* CurrentTenant
        const allowed = yield* lockedEntitlements(sql, tenant, "projects")
        yield* admitProject(allowed, yield* countActive(sql, tenant))
        const row = yield* insertProject(sql, { tenant, name, description, createdBy: principal.actorId })
        const resource = projectRef(row.project_id)
        yield* tellResource(resource, { parent: null }, row.version)
        // What an API client makes belongs to the organization: its admins own it.
        if (principal._tag === "Member") {
          yield* tellGrant(resource, { kind: "member", memberId: principal.memberId }, "owner", row.version)
        }
        yield* announce(ProjectCreated, "project.created", row)
        return toProject(row, "owner")
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

      return Projects.of({
        list,
        get: (id) => Effect.provideService(get(id), TenantSql, tenantSql),
        create,
      })
    }),
  )
}
