import * as Schema from "effect/Schema"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { AuditActor, AuditEntry } from "../../events/AuditEvents.ts"
import { FeatureNotIncluded } from "../../FeatureNotIncluded.ts"
import { Page, pageQuery } from "../../Paging.ts"
import { idempotencyHeaders } from "../../IdempotencyKey.ts"
import { AcceptsApiClients, RequiredPermission } from "../../Permissions.ts"
import { Authentication } from "../../Principal.ts"
import { IdempotencyKeyReused, InvalidCursor, NotFound, ProviderUnavailable } from "../../Problem.ts"
import { Timestamp } from "../../Timestamp.ts"

/**
 * One row of the log. `sequence` has no gaps, and `hash` covers the row and the hash before it: a row that was changed or taken
 * out shows.
 */
export const AuditRecord = Schema.Struct({
  entryId: Schema.String,
  sequence: Schema.Int,
  at: Timestamp,
  actor: AuditActor,
  /** The name of a member or API client, as far as known. */
  actorName: Schema.NullOr(Schema.String),
  action: Schema.String,
  target: AuditEntry.fields.target,
  ip: Schema.NullOr(Schema.String),
  details: AuditEntry.fields.details,
  traceId: Schema.NullOr(Schema.String),
  hash: Schema.String,
})

const word = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200))

/** `action` also takes a beginning, such as `project.`; times are RFC 3339, `from` included and `to` not. */
export const auditFilter = {
  actor: Schema.optionalKey(word),
  action: Schema.optionalKey(word),
  target: Schema.optionalKey(word),
  from: Schema.optionalKey(Timestamp),
  to: Schema.optionalKey(Timestamp),
}

/** Whether the rows are what they were: `faults` names the first hundred that are not. */
export const AuditVerification = Schema.Struct({
  state: Schema.Literals(["intact", "broken"]),
  entries: Schema.Int,
  firstSequence: Schema.Int,
  lastSequence: Schema.Int,
  /** Of the last row: kept elsewhere, it shows whether the whole log was written anew. */
  lastHash: Schema.String,
  faults: Schema.Array(Schema.Struct({ sequence: Schema.Int, kind: Schema.Literals(["altered", "missing"]) })),
})

/** Why there is no file: the storage took none, however often it was tried, or no run came to the end of the log. */
export const ExportFailure = Schema.Literals(["storage_unavailable", "not_finished"])

/** A file of the log that is written meanwhile; who asked for it gets an e-mail. It is gone after `expiresAt`. */
export const AuditExport = Schema.Struct({
  exportId: Schema.String,
  fileName: Schema.String,
  state: Schema.Literals(["requested", "ready", "failed"]),
  failure: Schema.NullOr(ExportFailure),
  createdAt: Timestamp,
  expiresAt: Timestamp,
})

export class AuditGroup extends HttpApiGroup.make("audit")
  .add(
    /** Newest first. */
    HttpApiEndpoint.get("list", "/audit-log", {
      query: { ...pageQuery, ...auditFilter },
      success: Page(AuditRecord),
      error: InvalidCursor,
    })
      .annotate(RequiredPermission, "audit:read")
      .annotate(AcceptsApiClients, true),
    /** Everything that passes the filter, oldest first, as a download. */
    HttpApiEndpoint.get("export", "/audit-log/export", {
      query: { ...auditFilter, format: Schema.Literals(["csv", "json"]) },
      success: HttpApiSchema.StreamUint8Array({ contentType: "application/octet-stream" }),
      error: FeatureNotIncluded,
    })
      .annotate(RequiredPermission, "audit:read")
      .annotate(AcceptsApiClients, true),
    /** The same as a file, for logs that are too long to wait for. While it is being written, the same wish gets the same file. */
    HttpApiEndpoint.post("startExport", "/audit-log/exports", {
      headers: idempotencyHeaders,
      payload: Schema.Struct({ ...auditFilter, format: Schema.Literals(["csv", "json"]) }),
      success: AuditExport,
      error: [FeatureNotIncluded, IdempotencyKeyReused, ProviderUnavailable],
    }).annotate(RequiredPermission, "audit:read"),
    /** Newest first, as long as they are kept. */
    HttpApiEndpoint.get("listExports", "/audit-log/exports", { success: Schema.Array(AuditExport) }).annotate(
      RequiredPermission,
      "audit:read",
    ),
    /** Where to fetch a file that is ready, for five minutes. */
    HttpApiEndpoint.get("exportAddress", "/audit-log/exports/:exportId/address", {
      params: { exportId: Schema.String.check(Schema.isUUID()) },
      success: Schema.Struct({ url: Schema.String }),
      error: [FeatureNotIncluded, NotFound],
    }).annotate(RequiredPermission, "audit:read"),
    HttpApiEndpoint.get("verify", "/audit-log/verification", { success: AuditVerification }).annotate(
      RequiredPermission,
      "audit:read",
    ),
  )
  .middleware(Authentication) {}
