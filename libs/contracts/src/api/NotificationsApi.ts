import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import { Page, pageQuery } from "../Paging.ts"
import { RequiredPermission } from "../Permissions.ts"
import { Authentication } from "../Principal.ts"
import { InvalidCursor, RequestValidation } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"

export const DeliveryState = Schema.Literals(["queued", "sent", "delivered", "bounced", "complained", "failed"])

/** One e-mail to one person because of one event. */
export const Delivery = Schema.Struct({
  deliveryId: Schema.String,
  kind: Schema.String,
  recipient: Schema.String,
  state: DeliveryState,
  createdAt: Timestamp,
})

export class DeliveriesGroup extends HttpApiGroup.make("deliveries")
  .add(
    HttpApiEndpoint.get("list", "/deliveries", {
      query: pageQuery,
      success: Page(Delivery),
      error: InvalidCursor,
    }).annotate(RequiredPermission, "deliveries:read"),
  )
  .middleware(Authentication) {}

export class NotificationsApi extends HttpApi.make("notifications")
  .add(DeliveriesGroup)
  .middleware(RequestValidation)
  .prefix("/api/notifications")
  .annotateMerge(
    OpenApi.annotations({
      title: "Tango Notifications",
      version: "1.0.0",
      description: "What people are told, and what became of it.",
    }),
  ) {}
