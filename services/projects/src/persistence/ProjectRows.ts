import type * as PgClient from "@effect/sql-pg/PgClient"
import { ActorId, type OrganizationId, ProjectId } from "@tango/contracts/Ids"
import * as Effect from "effect/Effect"
import type { ProjectView } from "../domain/Project.ts"

export interface ProjectRow {
  readonly project_id: string
  readonly name: string
  readonly description: string
  readonly status: "active" | "archived"
  readonly created_by: string
  readonly version: number
  readonly created_at: Date
  readonly updated_at: Date
}

type Sql = PgClient.PgClient

const columns = (sql: Sql) =>
  sql.literal("project_id, name, description, status, created_by, version, created_at, updated_at")

/** Newest first. */
export const listProjects = (sql: Sql, tenant: OrganizationId, after: string | null, limit: number) =>
  sql<ProjectRow>`select ${columns(sql)} from projects
    where organization_id = ${tenant} and (${after}::uuid is null or project_id < ${after}::uuid)
    order by project_id desc limit ${limit}`

export const findProject = (sql: Sql, tenant: OrganizationId, id: ProjectId) =>
  sql<ProjectRow>`select ${columns(sql)} from projects where organization_id = ${tenant} and project_id = ${id}`

export const insertProject = (
  sql: Sql,
  project: { tenant: OrganizationId; name: string; description: string; createdBy: ActorId },
) =>
  sql<ProjectRow>`insert into projects ${sql.insert({
    organization_id: project.tenant,
    name: project.name,
    description: project.description,
    created_by: project.createdBy,
  })} returning ${columns(sql)}`.pipe(
    Effect.flatMap(([row]) => (row === undefined ? Effect.die("insert returned no row") : Effect.succeed(row))),
  )

/** Gives the row if it was not archived before. */
export const archiveProject = (sql: Sql, tenant: OrganizationId, id: ProjectId) =>
  sql<ProjectRow>`update projects set status = 'archived', version = version + 1, updated_at = now()
    where organization_id = ${tenant} and project_id = ${id} and status <> 'archived' returning ${columns(sql)}`

export const toProject = (row: ProjectRow): ProjectView => ({
  projectId: ProjectId.make(row.project_id),
  name: row.name,
  description: row.description,
  status: row.status,
  createdBy: ActorId.make(row.created_by),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
