import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { Page, pageQuery } from "../../Paging.ts"
import { RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { InvalidCursor, NotFound } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

/** What the app tells a member; `path` is where in the app it leads. */
export const InboxItem = Schema.Struct({
  itemId: Schema.String,
  kind: Schema.String,
  title: Schema.String,
  text: Schema.String,
  path: Schema.String,
  createdAt: Timestamp,
  readAt: Schema.NullOr(Timestamp),
  archivedAt: Schema.NullOr(Timestamp),
})
export type InboxItem = typeof InboxItem.Type

/**
 * The data of a `change` event on the stream; its `id` is the member's position, for `Last-Event-ID`. Without an item several
 * have changed at once, or only the count is told: the list has to be asked for again.
 */
export const InboxChange = Schema.Struct({ item: Schema.NullOr(InboxItem), unread: Schema.Int })

const params = { itemId: Schema.String.check(Schema.isUUID()) }
const unread = Schema.Struct({ unread: Schema.Int })

export class InboxGroup extends HttpApiGroup.make("inbox")
  .add(
    HttpApiEndpoint.get("list", "/inbox", {
      query: { ...pageQuery, show: Schema.optionalKey(Schema.Literals(["current", "unread", "archived"])) },
      success: Page(InboxItem),
      error: InvalidCursor,
    }).annotate(RequiredPermission, "self:read"),
    HttpApiEndpoint.get("unread", "/inbox/unread", { success: unread }).annotate(RequiredPermission, "self:read"),
    /**
     * Server-sent events: first what changed since `Last-Event-ID`, then `hello`, then each `change` as it happens. The stream
     * ends when the token expires or the server stops; a client connects again with the last id and a token that is good.
     */
    HttpApiEndpoint.get("stream", "/inbox/stream", {
      headers: { "last-event-id": Schema.optionalKey(Schema.String.check(Schema.isMaxLength(20))) },
      success: HttpApiSchema.StreamUint8Array({ contentType: "text/event-stream" }),
    }).annotate(RequiredPermission, "self:read"),
    HttpApiEndpoint.post("read", "/inbox/:itemId/read", { params, success: InboxItem, error: NotFound }).annotate(
      RequiredPermission,
      "self:write",
    ),
    HttpApiEndpoint.post("readAll", "/inbox/read-all", { success: unread }).annotate(RequiredPermission, "self:write"),
    HttpApiEndpoint.post("archive", "/inbox/:itemId/archive", {
      params,
      success: InboxItem,
      error: NotFound,
    }).annotate(RequiredPermission, "self:write"),
  )
  .middleware(Authentication) {}
