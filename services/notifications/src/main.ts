import { layerServer, serve } from "@tango/service/Server"
import { layerRoutes } from "./http/Routes.ts"

serve(layerServer("notifications", layerRoutes))
