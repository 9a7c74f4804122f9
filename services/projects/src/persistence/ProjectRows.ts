import type * as PgClient from "@effect/sql-pg/PgClient"
import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import { ActorId, type OrganizationId, ProjectId } from "@tango/contracts/Ids"
import { reachable, type Subject } from "@tango/service/entitlements/Reachable"
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
  sql.literal("p.project_id, p.name, p.description, p.status, p.created_by, p.version, p.created_at, p.updated_at")

export interface ProjectFilter {
  readonly status: ProjectRow["status"] | undefined
  /** Each word has to occur in name or description. */
  readonly words: ReadonlyArray<string>
}

/** What the member may see, newest first. */
export const listProjects = (
  sql: Sql,
  subject: Subject,
  { status, words }: ProjectFilter,
  page: { readonly after: string | null; readonly limit: number },
) =>
  sql<ProjectRow & { readonly relation: Relation }>`
    select ${columns(sql)}, mine.relation from projects p
    join (${reachable(sql, subject, "project")}) mine on mine.id::uuid = p.project_id
    where p.organization_id = ${subject.tenant}
      and (${page.after}::uuid is null or p.project_id < ${page.after}::uuid)
      and (${status ?? null}::text is null or p.status = ${status ?? null})
      and (select coalesce(bool_and(position(lower(word) in lower(p.name || ' ' || p.description)) > 0), true)
        from jsonb_array_elements_text(${JSON.stringify(words)}::jsonb) as word)
    order by p.project_id desc limit ${page.limit}`

export const findProject = (sql: Sql, tenant: OrganizationId, id: ProjectId) =>
  sql<ProjectRow>`select ${columns(sql)} from projects p where p.organization_id = ${tenant} and p.project_id = ${id}`

/** The same, until the transaction ends for this transaction alone. */
export const lockProject = (sql: Sql, tenant: OrganizationId, id: ProjectId) =>
  sql<ProjectRow>`${findProject(sql, tenant, id)} for update`

export const countActive = (sql: Sql, tenant: OrganizationId) =>
  Effect.map(
    sql<{ active: number }>`select count(*)::int as active from projects
      where organization_id = ${tenant} and status = 'active'`,
    ([row]) => row?.active ?? 0,
  )

const one = Effect.flatMap(([row]: ReadonlyArray<ProjectRow>) =>
  row === undefined ? Effect.die("a statement that writes a project gave no row") : Effect.succeed(row),
)

export const insertProject = (
  sql: Sql,
  project: { tenant: OrganizationId; name: string; description: string; createdBy: ActorId },
) =>
  sql<ProjectRow>`insert into projects as p ${sql.insert({
    organization_id: project.tenant,
    name: project.name,
    description: project.description,
    created_by: project.createdBy,
  })} returning ${columns(sql)}`.pipe(one)

/** Changes a project, or with no changes just gives it its next version, for an event to carry. */
export const updateProject = (
  sql: Sql,
  tenant: OrganizationId,
  id: ProjectId,
  changes: Partial<Pick<ProjectRow, "name" | "description" | "status">>,
) =>
  sql<ProjectRow>`update projects p set name = coalesce(${changes.name ?? null}, p.name),
      description = coalesce(${changes.description ?? null}, p.description),
      status = coalesce(${changes.status ?? null}, p.status), version = version + 1, updated_at = now()
    where p.organization_id = ${tenant} and p.project_id = ${id} returning ${columns(sql)}`.pipe(one)

export const deleteProject = (sql: Sql, tenant: OrganizationId, id: ProjectId) =>
  sql`delete from projects where organization_id = ${tenant} and project_id = ${id}`

export const deleteProjects = (sql: Sql, tenant: OrganizationId) =>
  sql`delete from projects where organization_id = ${tenant}`

export const toProject = (row: ProjectRow, relation: Relation): ProjectView => ({
  projectId: ProjectId.make(row.project_id),
  name: row.name,
  description: row.description,
  status: row.status,
  createdBy: ActorId.make(row.created_by),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  relation,
})
