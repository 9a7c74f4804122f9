import { ProjectsApi } from "@tango/contracts/api/ProjectsApi"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Attachments } from "../Attachments.ts"
import { Uploads } from "../Uploads.ts"

export const layerAttachments = HttpApiBuilder.group(
  ProjectsApi,
  "attachments",
  Effect.fnUntraced(function* (handlers) {
    const attachments = yield* Attachments
    const uploads = yield* Uploads
    return handlers
      .handle("list", ({ params, query }) => attachments.list(params.projectId, query))
      .handle("begin", ({ params, payload }) => uploads.begin(params.projectId, payload))
      .handle("upload", ({ params }) => uploads.get(params.projectId, params.attachmentId))
      .handle("partAddress", ({ params, payload: { checksum } }) =>
        uploads.partAddress(params.projectId, params.attachmentId, { number: params.partNumber, checksum }),
      )
      .handle("partArrived", ({ params, payload }) =>
        uploads.partArrived(params.projectId, params.attachmentId, { part_number: params.partNumber, ...payload }),
      )
      .handle("complete", ({ params }) => uploads.complete(params.projectId, params.attachmentId))
      .handle("download", ({ params }) => attachments.download(params.projectId, params.attachmentId))
      .handle("remove", ({ params }) => attachments.remove(params.projectId, params.attachmentId))
  }),
)
