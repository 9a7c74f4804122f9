import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { EmailAddress } from "../../Ids.ts"
import { idempotencyHeaders } from "../../IdempotencyKey.ts"
import { Page, pageQuery } from "../../Paging.ts"
import { RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { IdempotencyKeyReused, InvalidCursor, NotFound, Problem, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

export const DeliveryState = Schema.Literals([
  "queued",
  "sent",
  "delayed",
  "delivered",
  "bounced",
  "complained",
  "suppressed",
  "failed",
])

/** One e-mail to one person because of one event, or because an admin sent it again. */
export const Delivery = Schema.Struct({
  deliveryId: Schema.String,
  kind: Schema.String,
  memberId: Schema.String,
  recipient: Schema.String,
  state: DeliveryState,
  /** Why it is not on its way or did not arrive, in words for an admin. */
  reason: Schema.NullOr(Schema.String),
  /** The delivery that this one repeats. */
  resendOf: Schema.NullOr(Schema.String),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})

/** With every state it has been in, oldest first. */
export const DeliveryDetails = Schema.Struct({
  ...Delivery.fields,
  history: Schema.Array(
    Schema.Struct({ state: DeliveryState, at: Timestamp, reason: Schema.optionalKey(Schema.String) }),
  ),
})

export const SuppressionReason = Schema.Literals(["bounce", "complaint", "manual", "provider"])

/** An address that gets no e-mail of the organization any more. */
export const Suppression = Schema.Struct({
  suppressionId: Schema.String,
  address: Schema.String,
  reason: SuppressionReason,
  createdAt: Timestamp,
})

export class DeliveryNotRepeatable extends Problem<DeliveryNotRepeatable>()(
  "DeliveryNotRepeatable",
  { code: "delivery_not_repeatable", status: 409, title: "This e-mail cannot be sent again." },
  { reason: Schema.Literals(["still_queued", "member_deactivated", "address_suppressed", "not_understood"]) },
) {}

const search = Schema.optionalKey(Schema.String.check(Schema.isMaxLength(254)))
const deliveryParams = { deliveryId: Schema.String.check(Schema.isUUID()) }

export class DeliveriesGroup extends HttpApiGroup.make("deliveries")
  .add(
    HttpApiEndpoint.get("list", "/deliveries", {
      query: {
        ...pageQuery,
        state: Schema.optionalKey(DeliveryState),
        kind: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(100))),
        /** A part of the recipient's address. */
        recipient: search,
      },
      success: Page(Delivery),
      error: InvalidCursor,
    }).annotate(RequiredPermission, "deliveries:read"),
    HttpApiEndpoint.get("get", "/deliveries/:deliveryId", {
      params: deliveryParams,
      success: DeliveryDetails,
      error: NotFound,
    }).annotate(RequiredPermission, "deliveries:read"),
    HttpApiEndpoint.post("resend", "/deliveries/:deliveryId/resend", {
      params: deliveryParams,
      headers: idempotencyHeaders,
      success: Delivery.pipe(HttpApiSchema.status("Created")),
      error: [NotFound, DeliveryNotRepeatable, IdempotencyKeyReused],
    }).annotate(RequiredPermission, "deliveries:write"),
  )
  .middleware(Authentication) {}

export class SuppressionsGroup extends HttpApiGroup.make("suppressions")
  .add(
    HttpApiEndpoint.get("list", "/suppressions", {
      query: { ...pageQuery, address: search },
      success: Page(Suppression),
      error: InvalidCursor,
    }).annotate(RequiredPermission, "deliveries:read"),
    HttpApiEndpoint.post("add", "/suppressions", {
      payload: Schema.Struct({ address: EmailAddress }),
      success: Suppression.pipe(HttpApiSchema.status("Created")),
    }).annotate(RequiredPermission, "deliveries:write"),
    /** Takes the address off the provider's own list as well. */
    HttpApiEndpoint.delete("remove", "/suppressions/:suppressionId", {
      params: { suppressionId: Schema.String.check(Schema.isUUID()) },
      success: HttpApiSchema.NoContent,
      error: [NotFound, ProviderUnavailable],
    }).annotate(RequiredPermission, "deliveries:write"),
  )
  .middleware(Authentication) {}
