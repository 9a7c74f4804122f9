import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Projects } from "../Projects.ts"

export const layerHandlers = HttpApiBuilder.group(
  ProjectsApi,
  "projects",
  Effect.fnUntraced(function* (handlers) {
    const projects = yield* Projects
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
      .handle("archive", ({ params }) => projects.archive(params.projectId))
  }),
)
