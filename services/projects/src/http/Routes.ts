import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { ProjectChanges } from "../ProjectChanges.ts"
import { Projects } from "../Projects.ts"
import { Sharing } from "../Sharing.ts"
import { layerHandlers } from "./Handlers.ts"

export const layerRoutes = HttpApiBuilder.layer(ProjectsApi, { openapiPath: "/api/projects/openapi.json" }).pipe(
  Layer.provide(layerHandlers),
  Layer.provide(layerApiMiddleware),
  Layer.provide(Layer.mergeAll(Projects.layer, ProjectChanges.layer, Sharing.layer)),
)
