import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Allowances } from "../Allowances.ts"
import { Projects } from "../Projects.ts"
import { layerHandlers } from "./Handlers.ts"

export const layerRoutes = HttpApiBuilder.layer(ProjectsApi, { openapiPath: "/api/projects/openapi.json" }).pipe(
  Layer.provide(layerHandlers),
  Layer.provide(layerApiMiddleware),
  Layer.provide(Projects.layer),
  Layer.provide(Allowances.layer),
)
