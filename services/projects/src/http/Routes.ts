import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import { layerApiMiddleware } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Attachments } from "../Attachments.ts"
import { Files } from "../Files.ts"
import { ProjectChanges } from "../ProjectChanges.ts"
import { Projects } from "../Projects.ts"
import { Sharing } from "../Sharing.ts"
import { Uploads } from "../Uploads.ts"
import { layerHandlers } from "./Handlers.ts"

const layerFiles = Uploads.layer.pipe(Layer.provideMerge(Attachments.layer), Layer.provide(Files.layer))

export const layerRoutes = HttpApiBuilder.layer(ProjectsApi, { openapiPath: "/api/projects/openapi.json" }).pipe(
  Layer.provide(layerHandlers),
  Layer.provide(layerApiMiddleware),
  Layer.provide(Layer.mergeAll(Projects.layer, ProjectChanges.layer, Sharing.layer, layerFiles)),
)
