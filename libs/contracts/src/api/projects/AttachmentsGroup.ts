import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { RelationRequired } from "../../Access.ts"
import { ActorId, ProjectId } from "../../Ids.ts"
import { Page, pageQuery } from "../../Paging.ts"
import { AcceptsApiClients, RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { InvalidCursor, NotFound, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"
import {
  AttachmentId,
  AttachmentRefused,
  Checksum,
  FileName,
  ProjectIsArchived,
  StorageLimitReached,
} from "./Attachments.ts"

export const Attachment = Schema.Struct({
  attachmentId: AttachmentId,
  name: Schema.String,
  contentType: Schema.String,
  size: Schema.Int,
  /** Of an upload that is not complete there is nothing to download yet. */
  status: Schema.Literals(["uploading", "ready"]),
  /** What the file said of itself, in milliseconds since 1970: with name and size it tells whether it is the same file. */
  lastModified: Schema.NullOr(Schema.Int),
  createdBy: ActorId,
  createdAt: Timestamp,
})

/** Of the whole organization; uploads that are not complete count. A limit of null is none. */
export const Storage = Schema.Struct({ used: Schema.Int, limit: Schema.NullOr(Schema.Int) })

/** Where an upload stands: `parts` are the numbers, from 1, of those that have arrived. */
export const Upload = Schema.Struct({
  attachment: Attachment,
  partBytes: Schema.Int,
  parts: Schema.Array(Schema.Int),
})

const project = { projectId: ProjectId }
const one = { ...project, attachmentId: AttachmentId }
const part = {
  ...one,
  partNumber: Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 10_000 })),
}
const path = "/projects/:projectId/attachments"
const changing = [NotFound, RelationRequired, ProjectIsArchived, AttachmentRefused, ProviderUnavailable] as const

/**
 * Files of a project. They go from the browser to S3 in parts: begin, ask for an address for each part, send it there, say what S3
 * answered, complete. An upload has a day.
 */
export class AttachmentsGroup extends HttpApiGroup.make("attachments")
  .add(
    HttpApiEndpoint.get("list", path, {
      params: project,
      query: pageQuery,
      success: Schema.Struct({ ...Page(Attachment).fields, storage: Storage }),
      error: [NotFound, InvalidCursor],
    })
      .annotate(RequiredPermission, "projects:read")
      .annotate(AcceptsApiClients, true),
    /** Takes the file's size from the plan's storage until it is removed. */
    HttpApiEndpoint.post("begin", path, {
      params: project,
      payload: Schema.Struct({
        name: FileName,
        contentType: Schema.String.check(Schema.isMaxLength(100)),
        size: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
        lastModified: Schema.optionalKey(
          Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
        ),
      }),
      success: Upload.pipe(HttpApiSchema.status("Created")),
      error: [...changing, StorageLimitReached],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    HttpApiEndpoint.get("upload", `${path}/:attachmentId/upload`, {
      params: one,
      success: Upload,
      error: [NotFound, RelationRequired],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    /** An address that takes one PUT of this part and no other bytes, within a quarter of an hour, with these headers. */
    HttpApiEndpoint.post("partAddress", `${path}/:attachmentId/parts/:partNumber`, {
      params: part,
      payload: Schema.Struct({ checksum: Checksum }),
      success: Schema.Struct({ url: Schema.String, headers: Schema.Record(Schema.String, Schema.String) }),
      error: changing,
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    /** A part has arrived; whether that is so is seen when the upload is completed. */
    HttpApiEndpoint.put("partArrived", `${path}/:attachmentId/parts/:partNumber`, {
      params: part,
      payload: Schema.Struct({
        checksum: Checksum,
        etag: Schema.String.check(Schema.isPattern(/^"?[A-Za-z0-9-]{1,100}"?$/u)),
      }),
      success: HttpApiSchema.NoContent,
      error: changing,
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    /** Looks at what arrived, whatever was said of it. Completing what is complete changes nothing. */
    HttpApiEndpoint.post("complete", `${path}/:attachmentId/complete`, {
      params: one,
      success: Attachment,
      error: changing,
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
    /** An address that gives the file as a download, for five minutes. */
    HttpApiEndpoint.get("download", `${path}/:attachmentId/download`, {
      params: one,
      success: Schema.Struct({ url: Schema.String }),
      error: NotFound,
    })
      .annotate(RequiredPermission, "projects:read")
      .annotate(AcceptsApiClients, true),
    /** Of an upload: cancels it. */
    HttpApiEndpoint.delete("remove", `${path}/:attachmentId`, {
      params: one,
      success: HttpApiSchema.NoContent,
      error: [NotFound, RelationRequired, ProjectIsArchived],
    })
      .annotate(RequiredPermission, "projects:write")
      .annotate(AcceptsApiClients, true),
  )
  .middleware(Authentication) {}
