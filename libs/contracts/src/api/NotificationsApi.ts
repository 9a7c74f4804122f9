import * as HttpApi from "effect/http-api/HttpApi"
import * as OpenApi from "effect/http-api/OpenApi"
import { RequestValidation } from "../Problem.ts"
import { DeliveriesGroup, SuppressionsGroup } from "./notifications/DeliveriesApi.ts"
import { InboxGroup } from "./notifications/InboxApi.ts"
import { PreferencesGroup } from "./notifications/PreferencesApi.ts"

export {
  Delivery,
  DeliveryDetails,
  DeliveryNotRepeatable,
  DeliveryState,
  Suppression,
  SuppressionReason,
} from "./notifications/DeliveriesApi.ts"
export { InboxChange, InboxItem } from "./notifications/InboxApi.ts"
export * from "./notifications/Kinds.ts"
export {
  defaultSettings,
  MemberSettings,
  Preference,
  PreferenceChange,
  PreferenceLocked,
} from "./notifications/PreferencesApi.ts"

export class NotificationsApi extends HttpApi.make("notifications")
  .add(DeliveriesGroup, SuppressionsGroup, InboxGroup, PreferencesGroup)
  .middleware(RequestValidation)
  .prefix("/api/notifications")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Notifications",
      version: "1.0.0",
      description: "What people are told, and what became of it.",
    }),
  ) {}
