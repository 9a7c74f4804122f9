import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { Access, RelationRequired } from "../Access.ts"
import { Relation } from "../events/EntitlementsEvents.ts"
import { idempotencyHeaders } from "../IdempotencyKey.ts"
import { ActorId, DisplayName, ProjectId } from "../Ids.ts"
import { Page, pageQuery } from "../Paging.ts"
import { AcceptsApiClients, RequiredPermission } from "../Permissions.ts"
import { PlanName } from "../Plans.ts"
import { Authentication } from "../Principal.ts"
import { IdempotencyKeyReused, InvalidCursor, NotFound, Problem, RequestValidation } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"
import { ProjectIsArchived } from "./projects/Attachments.ts"
import { AttachmentsGroup } from "./projects/AttachmentsGroup.ts"
import { SharingGroup } from "./projects/SharingGroup.ts"

export class ProjectLimitReached extends Problem<ProjectLimitReached>()(
  "ProjectLimitReached",
  { code: "project_limit_reached", status: 403, title: "Your plan allows no more projects." },
  { plan: PlanName, limit: Schema.Int },
) {}

export { AttachmentRefused, ProjectIsArchived, StorageLimitReached } from "./projects/Attachments.ts"

export const ProjectStatus = Schema.Literals(["active", "archived"])

export const Project = Schema.Struct({
  projectId: ProjectId,
  name: Schema.String,
  description: Schema.String,
  status: ProjectStatus,
  createdBy: ActorId,
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** What the asking member is to it; projects are seen by nobody who is nothing to them. */
  relation: Relation,
})

const description = Schema.optionalKey(Schema.String.check(Schema.isMaxLength(2000)))
const params = { projectId: ProjectId }

export class ProjectsGroup extends HttpApiGroup.make("projects")
  .add(
    HttpApiEndpoint.get("list", "/projects", {
      query: {
        ...pageQuery,
        status: Schema.optionalKey(ProjectStatus),
        /** Words that all occur in name or description, in whatever case. */
        search: Schema.optionalKey(Schema.Trim.check(Schema.isMaxLength(100))),
      },
      success: Page(Project),
      error: InvalidCursor,
    })
      .annotate(RequiredPermission, "projects:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("create", "/projects", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({ name: DisplayName, description }),
      success: Project.pipe(HttpApiSchema.status("Created")),
      error: [ProjectLimitReached, IdempotencyKeyReused],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.get("get", "/projects/:projectId", {
      params,
      success: Schema.Struct({ ...Project.fields, access: Access }),
      error: NotFound,
    })
      .annotate(RequiredPermission, "projects:read")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.patch("update", "/projects/:projectId", {
      params,
      payload: Schema.Struct({ name: Schema.optionalKey(DisplayName), description }),
      success: Project,
      error: [NotFound, RelationRequired, ProjectIsArchived],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("archive", "/projects/:projectId/archive", {
      params,
      success: Project,
      error: [NotFound, RelationRequired],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.post("restore", "/projects/:projectId/restore", {
      params,
      success: Project,
      error: [NotFound, RelationRequired, ProjectLimitReached],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.delete("delete", "/projects/:projectId", {
      params,
      success: HttpApiSchema.NoContent,
      error: [NotFound, RelationRequired],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
  )
  .middleware(Authentication) {}

export class ProjectsApi extends HttpApi.make("projects")
  .add(ProjectsGroup)
  .add(SharingGroup)
  .add(AttachmentsGroup)
  .middleware(RequestValidation)
  .prefix("/api/projects")
  .annotateMerge(
    OpenApi.annotations({ title: "Tango Projects", version: "1.0.0", description: "Projects of an organization." }),
  ) {}
