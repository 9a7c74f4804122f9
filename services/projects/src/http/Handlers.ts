import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { ProjectChanges } from "../ProjectChanges.ts"
import { Projects } from "../Projects.ts"
import { Sharing } from "../Sharing.ts"
import { layerAttachments } from "./AttachmentHandlers.ts"

const layerProjects = HttpApiBuilder.group(
  ProjectsApi,
  "projects",
  Effect.fnUntraced(function* (handlers) {
    const projects = yield* Projects
    const changes = yield* ProjectChanges
    return handlers
      .handle("list", ({ query }) => projects.list(query))
      .handle("create", ({ headers, payload }) =>
        projects.create({
          name: payload.name,
          description: payload.description ?? "",
          idempotencyKey: headers["idempotency-key"],
        }),
      )
      .handle("get", ({ params }) => projects.get(params.projectId))
      .handle("update", ({ params, payload }) => changes.update(params.projectId, payload))
      .handle("archive", ({ params }) => changes.archive(params.projectId))
      .handle("restore", ({ params }) => changes.restore(params.projectId))
      .handle("delete", ({ params }) => changes.delete(params.projectId))
  }),
)

const layerSharing = HttpApiBuilder.group(
  ProjectsApi,
  "sharing",
  Effect.fnUntraced(function* (handlers) {
    const sharing = yield* Sharing
    return handlers
      .handle("grants", ({ params }) => sharing.grants(params.projectId))
      .handle("share", ({ params, payload }) => sharing.share(params.projectId, params.grantee, payload.relation))
      .handle("revoke", ({ params }) => sharing.revoke(params.projectId, params.grantee))
      .handle("transfer", ({ params, payload }) => sharing.transfer(params.projectId, payload.memberId))
  }),
)

export const layerHandlers = Layer.mergeAll(layerProjects, layerSharing, layerAttachments)
