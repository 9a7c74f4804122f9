import { IdentityApi } from "@tango/contracts/api/IdentityApi"
import { makeRequireFeature } from "@tango/service/entitlements/RequireFeature"
import * as Effect from "effect/Effect"
import * as HttpEffect from "effect/http/HttpEffect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { AuditExports } from "../AuditExports.ts"
import { AuditLog } from "../AuditLog.ts"
import { contentTypes } from "../domain/AuditExport.ts"
import { FreshSessions } from "../FreshSessions.ts"

const asDownload = (format: "csv" | "json") =>
  HttpEffect.appendPreResponseHandler((_, response) =>
    Effect.succeed(
      HttpServerResponse.setHeaders(response, {
        "content-type": contentTypes[format],
        "content-disposition": `attachment; filename="audit-log.${format}"`,
      }),
    ),
  )

export const layerAuditHandlers = HttpApiBuilder.group(
  IdentityApi,
  "audit",
  Effect.fnUntraced(function* (handlers) {
    const log = yield* AuditLog
    const exports = yield* AuditExports
    const requireFeature = yield* makeRequireFeature
    const fresh = (yield* FreshSessions).require("audit:read")
    return handlers
      .handle("list", ({ query }) => log.list(query))
      .handle("export", ({ query: { format, ...filter } }) =>
        requireFeature("audit_log_export").pipe(
          Effect.andThen(asDownload(format)),
          Effect.andThen(log.export(filter, format)),
        ),
      )
      .handle("startExport", ({ headers, payload: { format, ...filter } }) =>
        fresh.pipe(
          Effect.andThen(requireFeature("audit_log_export")),
          Effect.andThen(exports.start(filter, format, headers["idempotency-key"])),
        ),
      )
      .handle("listExports", () => exports.list)
      .handle("exportAddress", ({ params: { exportId } }) =>
        requireFeature("audit_log_export").pipe(
          Effect.andThen(exports.address(exportId)),
          Effect.map((url) => ({ url })),
        ),
      )
      .handle("verify", () => log.verify)
  }),
)
