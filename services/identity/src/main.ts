import { NodeRuntime } from "@effect/platform-node"
import { layerServer } from "@tango/service/Server"
import { Layer } from "effect"
import { layerRoutes } from "./http/Routes.ts"

NodeRuntime.runMain(Layer.launch(layerServer("identity", layerRoutes)))
