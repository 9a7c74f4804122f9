import { makeDirect } from "@tango/messaging/DirectLambda"
import { alerts } from "./reactions/Alerts.ts"

export const handler = await makeDirect(alerts)
