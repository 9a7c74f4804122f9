import type { RelationRequired } from "@tango/contracts/Access"
import { ProjectIsArchived, type ProjectLimitReached } from "@tango/contracts/api/ProjectsApi"
import { ProjectArchived, ProjectDeleted, ProjectRestored } from "@tango/contracts/events/ProjectsEvents"
import type { ProjectId } from "@tango/contracts/Ids"
import { CurrentTenant } from "@tango/contracts/Principal"
import type { NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { lockedEntitlements } from "@tango/service/entitlements/Organization"
import { tellResource } from "@tango/service/entitlements/Projection"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { announce, announceAttachment, audit } from "./Announcements.ts"
import { admitProject, type ProjectView } from "./domain/Project.ts"
import { removeAttachments } from "./persistence/AttachmentRows.ts"
import { countActive, deleteProject, toProject, updateProject } from "./persistence/ProjectRows.ts"
import { locked, projectRef } from "./ProjectAccess.ts"
import type { Acting } from "./Projects.ts"

type Changed<E> = Effect.Effect<ProjectView, NotFound | RelationRequired | E, Acting>

/** What becomes of a project. Editors change it; owners archive, restore and delete it. */
export class ProjectChanges extends Context.Service<
  ProjectChanges,
  {
    update(
      id: ProjectId,
      changes: { readonly name?: string; readonly description?: string },
    ): Changed<ProjectIsArchived>
    /** An archived project no longer counts against the plan; archiving twice changes nothing. */
    archive(id: ProjectId): Changed<never>
    /** Counts again, so the plan has to have room. */
    restore(id: ProjectId): Changed<ProjectLimitReached>
    delete(id: ProjectId): Effect.Effect<void, NotFound | RelationRequired, Acting>
  }
>()("@tango/projects/ProjectChanges") {
  static readonly layer = Layer.effect(
    ProjectChanges,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const transaction = <A, E, R>(body: Effect.Effect<A, E | SqlError, R>) =>
        tenantSql.transaction(body).pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      const updateIn = Effect.fnUntraced(function* (id: ProjectId, changes: { name?: string; description?: string }) {
        const { access, row } = yield* locked(id, "editor")
        if (row.status === "archived") return yield* new ProjectIsArchived({})
        const names = (["name", "description"] as const).filter(
          (name) => changes[name] !== undefined && changes[name] !== row[name],
        )
        if (names.length === 0) return toProject(row, access.relation)
        const sql = yield* Transaction
        const changed = yield* updateProject(sql, yield* CurrentTenant, id, changes)
        yield* audit("project.updated", id, { changed: names.join(", ") })
        return toProject(changed, access.relation)
      })

      const archiveIn = Effect.fnUntraced(function* (id: ProjectId) {
        const { access, row } = yield* locked(id, "owner")
        if (row.status === "archived") return toProject(row, access.relation)
        const sql = yield* Transaction
        const archived = yield* updateProject(sql, yield* CurrentTenant, id, { status: "archived" })
        yield* announce(ProjectArchived, "project.archived", archived)
        return toProject(archived, access.relation)
      })

      const restoreIn = Effect.fnUntraced(function* (id: ProjectId) {
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        // The same order of locks as when a project is created.
        const allowed = yield* lockedEntitlements(sql, tenant, "projects")
        const { access, row } = yield* locked(id, "owner")
        if (row.status === "active") return toProject(row, access.relation)
        yield* admitProject(allowed, yield* countActive(sql, tenant))
        const restored = yield* updateProject(sql, tenant, id, { status: "active" })
        yield* announce(ProjectRestored, "project.restored", restored)
        return toProject(restored, access.relation)
      })

      const deleteIn = Effect.fnUntraced(function* (id: ProjectId) {
        yield* locked(id, "owner")
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const last = yield* updateProject(sql, tenant, id, {})
        // What they stand for in S3 goes with the next sweep.
        for (const file of yield* removeAttachments(sql, tenant, id)) yield* announceAttachment("deleted", file)
        yield* deleteProject(sql, tenant, id)
        yield* tellResource(projectRef(id), "removed", last.version)
        yield* announce(ProjectDeleted, "project.deleted", last)
      })

      return ProjectChanges.of({
        update: Effect.fn("ProjectChanges.update")((id, changes) => transaction(updateIn(id, changes))),
        archive: Effect.fn("ProjectChanges.archive")((id) => transaction(archiveIn(id))),
        restore: Effect.fn("ProjectChanges.restore")((id) => transaction(restoreIn(id))),
        delete: Effect.fn("ProjectChanges.delete")((id) => transaction(deleteIn(id))),
      })
    }),
  )
}
