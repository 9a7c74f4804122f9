import type { RelationRequired } from "@tango/contracts/Access"
import { AttachmentId, ProjectIsArchived } from "@tango/contracts/api/projects/Attachments"
import type { Attachment, Storage } from "@tango/contracts/api/projects/AttachmentsGroup"
import type { ProjectId } from "@tango/contracts/Ids"
import type { PageQuery } from "@tango/contracts/Paging"
import { CurrentTenant } from "@tango/contracts/Principal"
import { type InvalidCursor, NotFound } from "@tango/contracts/Problem"
import * as Outbox from "@tango/messaging/Outbox"
import { fromCursor, pageSize, toPage } from "@tango/service/Cursor"
import { organizationQuery, toKnownEntitlements } from "@tango/service/entitlements/Organization"
import { TenantSql, Transaction } from "@tango/tenancy/TenantSql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { announceAttachment } from "./Announcements.ts"
import { Files, type Stored } from "./Files.ts"
import {
  deleteAttachment,
  findAttachment,
  listAttachments,
  setStatus,
  storedQuery,
  toAttachment,
} from "./persistence/AttachmentRows.ts"
import { locked, seen } from "./ProjectAccess.ts"
import type { Acting } from "./Projects.ts"

export type AttachmentView = typeof Attachment.Type

interface AttachmentPage {
  readonly items: ReadonlyArray<AttachmentView>
  readonly next_cursor: string | null
  readonly storage: typeof Storage.Type
}

/** The files of a project: who sees it reads them, its editors take them away. */
export class Attachments extends Context.Service<
  Attachments,
  {
    list(projectId: ProjectId, query: PageQuery): Effect.Effect<AttachmentPage, NotFound | InvalidCursor, Acting>
    /** Where to download it from; of an upload there is nothing. */
    download(projectId: ProjectId, id: AttachmentId): Effect.Effect<{ readonly url: string }, NotFound, Acting>
    /** Makes room at once; S3 is told after, and again by the sweep should it not listen. */
    remove(
      projectId: ProjectId,
      id: AttachmentId,
    ): Effect.Effect<void, NotFound | RelationRequired | ProjectIsArchived, Acting>
    /** Takes what is removed out of S3, as far as that is possible now. */
    clear(file: Stored): Effect.Effect<void, never, CurrentTenant>
  }
>()("@tango/projects/Attachments") {
  static readonly layer = Layer.effect(
    Attachments,
    Effect.gen(function* () {
      const tenantSql = yield* TenantSql
      const signal = yield* Outbox.OutboxSignal
      const files = yield* Files
      const see = (id: ProjectId) => Effect.provideService(seen(id), TenantSql, tenantSql)

      const list = Effect.fn("Attachments.list")(function* (projectId: ProjectId, query: PageQuery) {
        const after = yield* fromCursor(query, AttachmentId)
        const tenant = yield* CurrentTenant
        yield* see(projectId)
        const size = pageSize(query)
        const [rows, [stored], known] = yield* Effect.all(
          [
            tenantSql.read((sql) => listAttachments(sql, tenant, projectId, { after, limit: size + 1 })),
            tenantSql.read((sql) => storedQuery(sql, tenant)),
            tenantSql.read((sql) => organizationQuery(sql, tenant)),
          ],
          { concurrency: "unbounded" },
        )
        const { limits } = yield* toKnownEntitlements(known)
        const storage = { used: stored?.used ?? 0, limit: limits.storageBytes }
        return { ...toPage(rows, size, (row) => row.attachment_id, toAttachment), storage }
      })

      const download = Effect.fn("Attachments.download")(function* (projectId: ProjectId, id: AttachmentId) {
        const tenant = yield* CurrentTenant
        yield* see(projectId)
        const [row] = yield* tenantSql.read((sql) => findAttachment(sql, tenant, projectId, id))
        if (row?.status !== "ready") return yield* new NotFound({})
        return { url: yield* files.downloadAddress(row, row.name) }
      })

      const clear = Effect.fn("Attachments.clear")(
        function* (file: Stored) {
          const tenant = yield* CurrentTenant
          yield* files.remove(file)
          yield* tenantSql.transaction(
            Transaction.use((sql) => deleteAttachment(sql, tenant, file.attachment_id)).pipe(Effect.asVoid),
          )
        },
        Effect.ignore({ log: "Warn" }),
      )

      const removeIn = Effect.fnUntraced(function* (projectId: ProjectId, id: AttachmentId) {
        const { row: project } = yield* locked(projectId, "editor")
        const sql = yield* Transaction
        const tenant = yield* CurrentTenant
        const [row] = yield* findAttachment(sql, tenant, projectId, id)
        if (row === undefined) return yield* new NotFound({})
        if (project.status === "archived") return yield* new ProjectIsArchived({})
        yield* setStatus(sql, tenant, id, "removed")
        if (row.status === "ready") yield* announceAttachment("deleted", row)
        return row
      })

      const remove = Effect.fn("Attachments.remove")(function* (projectId: ProjectId, id: AttachmentId) {
        const row = yield* tenantSql
          .transaction(removeIn(projectId, id))
          .pipe(Effect.provideService(Outbox.OutboxSignal, signal))
        yield* clear(row)
      })

      return Attachments.of({ list, download, remove, clear })
    }),
  )
}
