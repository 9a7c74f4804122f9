import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { layerServer } from "@tango/service/Server"
import * as Layer from "effect/Layer"
import { layerRoutes } from "./http/Routes.ts"

NodeRuntime.runMain(Layer.launch(layerServer("projects", layerRoutes)))
