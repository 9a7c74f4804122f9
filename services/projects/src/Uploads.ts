import type { RelationRequired } from "@tango/contracts/Access"
import {
  AttachmentRefused,
  type AttachmentId,
  partBytes,
  ProjectIsArchived,
  type StorageLimitReached,
} from "@tango/contracts/api/projects/Attachments"
import type { Upload } from "@tango/contracts/api/projects/AttachmentsGroup"
import type { ProjectId } from "@tango/contracts/Ids"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { NotFound, type ProviderUnavailable } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { lockedEntitlements } from "@tango/service/entitlements/Organization"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { announceAttachment } from "./Announcements.ts"
import { Attachments, type AttachmentView } from "./Attachments.ts"
import { admitFile, isWhatItSays, partCount, partSize } from "./domain/Attachment.ts"
import { checksumOf, Files } from "./Files.ts"
import * as Rows from "./persistence/AttachmentRows.ts"
import { forgetParts, type Part, partsQuery, putPart } from "./persistence/PartRows.ts"
import { locked } from "./ProjectAccess.ts"
import type { Acting } from "./Projects.ts"

export interface NewFile {
  readonly name: string
  readonly contentType: string
  readonly size: number
  readonly lastModified?: number
}

type UploadView = typeof Upload.Type
type Changing = NotFound | RelationRequired | ProjectIsArchived | AttachmentRefused
type Changed<A, E = never> = Effect.Effect<A, Changing | E, Acting>

const refused = (reason: AttachmentRefused["reason"]) => new AttachmentRefused({ reason })

const toUpload = (row: Rows.AttachmentRow, parts: ReadonlyArray<Part>): UploadView => ({
  attachment: Rows.toAttachment(row),
  partBytes,
  parts: parts.map((part) => part.part_number),
})

/** The project, for who may change it. */
const changeable = Effect.fnUntraced(function* (projectId: ProjectId) {
  const { row } = yield* locked(projectId, "editor")
  if (row.status === "archived") return yield* new ProjectIsArchived({})
  return row
})

/** An attachment that is not removed; as its project is locked, nobody changes it meanwhile. */
const attachment = Effect.fnUntraced(function* (projectId: ProjectId, id: AttachmentId) {
  const [row] = yield* Rows.findAttachment(yield* Transaction, yield* CurrentTenant, projectId, id)
  return row ?? (yield* new NotFound({}))
})

/** An attachment that is being uploaded, and how many bytes this part of it has. */
const partOf = Effect.fnUntraced(function* (projectId: ProjectId, id: AttachmentId, part: number) {
  yield* changeable(projectId)
  const row = yield* attachment(projectId, id)
  if (row.status === "ready" || row.upload_id === null) return yield* refused("complete_already")
  const size = partSize(row.size_bytes, part)
  return size === undefined ? yield* refused("wrong_part") : { row, size }
})

const admit = Effect.fnUntraced(function* (projectId: ProjectId, file: NewFile) {
  const sql = yield* Transaction
  const tenant = yield* CurrentTenant
  const { actorId: createdBy } = yield* CurrentPrincipal
  // The same order of locks as when a project is restored.
  const allowed = yield* lockedEntitlements(sql, tenant, "storageBytes")
  yield* changeable(projectId)
  yield* admitFile(allowed, yield* Rows.storedBytes(sql, tenant), file)
  return yield* Rows.insertAttachment(sql, tenant, {
    ...file,
    projectId,
    lastModified: file.lastModified ?? null,
    createdBy,
  })
})

const finish = Effect.fnUntraced(function* (projectId: ProjectId, id: AttachmentId) {
  yield* changeable(projectId)
  const row = yield* attachment(projectId, id)
  if (row.status === "ready") return row
  yield* Rows.setStatus(yield* Transaction, yield* CurrentTenant, id, "ready")
  yield* announceAttachment("uploaded", row)
  return { ...row, status: "ready" as const }
})

/**
 * Files on their way. The plan's storage is taken when an upload begins, so that uploads at once cannot pass the limit together; what
 * browsers say is believed until the upload is completed, then what is in S3 counts. Nothing waits for S3 within a transaction.
 */
export class Uploads extends Context.Service<
  Uploads,
  {
    begin(projectId: ProjectId, file: NewFile): Changed<UploadView, StorageLimitReached | ProviderUnavailable>
    get(projectId: ProjectId, id: AttachmentId): Effect.Effect<UploadView, NotFound | RelationRequired, Acting>
    partAddress(
      projectId: ProjectId,
      id: AttachmentId,
      part: { readonly number: number; readonly checksum: string },
    ): Changed<{ readonly url: string; readonly headers: Record<string, string> }>
    partArrived(projectId: ProjectId, id: AttachmentId, part: Part): Changed<void>
    complete(projectId: ProjectId, id: AttachmentId): Changed<AttachmentView, ProviderUnavailable>
  }
>()("@tango/projects/Uploads") {
  static readonly layer = Layer.effect(
    Uploads,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const files = yield* Files
      const attachments = yield* Attachments
      const transaction = <A, E, R>(body: Effect.Effect<A, E | SqlError, R>) =>
        tenantSql.transaction(body).pipe(Effect.provideService(Outbox.OutboxSignal, signal))

      /** Makes room again. */
      const discard = Effect.fnUntraced(function* (row: Rows.AttachmentRow) {
        const tenant = yield* CurrentTenant
        yield* transaction(Transaction.use((sql) => Rows.setStatus(sql, tenant, row.attachment_id, "removed")))
        yield* attachments.clear(row)
      })

      const begin = Effect.fn("Uploads.begin")(function* (projectId: ProjectId, file: NewFile) {
        const tenant = yield* CurrentTenant
        const row = yield* transaction(admit(projectId, file))
        const uploadId = yield* Effect.onError(files.begin(row, file.contentType), () => discard(row))
        const [begun] = yield* transaction(
          Transaction.use((sql) => Rows.setUploadId(sql, tenant, row.attachment_id, uploadId)),
        )
        if (begun !== undefined) return toUpload(begun, [])
        yield* attachments.clear({ ...row, upload_id: uploadId })
        return yield* new NotFound({})
      })

      const getIn = Effect.fnUntraced(function* (projectId: ProjectId, id: AttachmentId) {
        yield* locked(projectId, "editor")
        const row = yield* attachment(projectId, id)
        return toUpload(row, yield* partsQuery(yield* Transaction, yield* CurrentTenant, id))
      })

      const partAddress = Effect.fn("Uploads.partAddress")(function* (
        projectId: ProjectId,
        id: AttachmentId,
        part: { readonly number: number; readonly checksum: string },
      ) {
        const { row, size } = yield* transaction(partOf(projectId, id, part.number))
        return yield* files.partAddress(row, { ...part, size })
      })

      const arrivedIn = Effect.fnUntraced(function* (projectId: ProjectId, id: AttachmentId, part: Part) {
        yield* partOf(projectId, id, part.part_number)
        yield* putPart(yield* Transaction, yield* CurrentTenant, id, part)
      })

      const startedIn = Effect.fnUntraced(function* (projectId: ProjectId, id: AttachmentId) {
        yield* changeable(projectId)
        const row = yield* attachment(projectId, id)
        return { row, parts: yield* partsQuery(yield* Transaction, yield* CurrentTenant, id) }
      })

      const complete = Effect.fn("Uploads.complete")(function* (projectId: ProjectId, id: AttachmentId) {
        const tenant = yield* CurrentTenant
        const { parts, row } = yield* transaction(startedIn(projectId, id))
        if (row.status === "ready") return Rows.toAttachment(row)
        if (parts.length !== partCount(row.size_bytes)) return yield* refused("incomplete")
        yield* files.complete(row, parts).pipe(
          // What was said to have arrived has not: all of it is to be sent again.
          Effect.tapErrorTag("AttachmentRefused", () =>
            transaction(Transaction.use((sql) => forgetParts(sql, tenant, id))),
          ),
        )
        const { checksum, first, size, type } = yield* files.look(row)
        const same = size === row.size_bytes && (checksum === undefined || checksum === checksumOf(parts))
        if (!same || !isWhatItSays(row.content_type, type, first)) {
          yield* discard(row)
          return yield* refused("not_what_it_says")
        }
        return Rows.toAttachment(yield* transaction(finish(projectId, id)))
      })

      return Uploads.of({
        begin,
        get: Effect.fn("Uploads.get")((projectId, id) => transaction(getIn(projectId, id))),
        partAddress,
        partArrived: Effect.fn("Uploads.partArrived")((projectId, id, part) =>
          transaction(arrivedIn(projectId, id, part)),
        ),
        complete,
      })
    }),
  )
}
