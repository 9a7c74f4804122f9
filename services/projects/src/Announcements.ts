import type { EventDefinition } from "@tango/contracts/events/Envelope"
import { ProjectsAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { AttachmentDeleted, AttachmentUploaded } from "@tango/contracts/events/ProjectsEvents"
import { ProjectId } from "@tango/contracts/Ids"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { recordAudit } from "@tango/messaging/Audit"
import * as Outbox from "@tango/messaging/Outbox"
import type { AuditEntry } from "@tango/contracts/events/AuditEvents"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { AttachmentRow } from "./persistence/AttachmentRows.ts"
import type { ProjectRow } from "./persistence/ProjectRows.ts"

/** Says in the audit log what the asking member did to a project. */
export const audit = Effect.fnUntraced(function* (
  action: `project.${string}`,
  projectId: string,
  details: AuditEntry["details"] = {},
) {
  const { actor } = yield* CurrentPrincipal
  yield* recordAudit(ProjectsAuditRecorded, {
    actor,
    action,
    target: { type: "project", id: projectId },
    details,
  })
})

/** What all events about a project tell. */
export const about = Effect.fnUntraced(function* (row: Pick<ProjectRow, "project_id">) {
  const { actorId } = yield* CurrentPrincipal
  const organizationId = yield* CurrentTenant
  return { organizationId, projectId: ProjectId.make(row.project_id), actorId }
})

type About = Effect.Success<ReturnType<typeof about>>

/** An event that carries the version the project has now, with its line in the audit log. */
export const announce = Effect.fnUntraced(function* <Type extends string, Data extends Schema.Codec<About, unknown>>(
  definition: EventDefinition<Type, Data>,
  action: `project.${string}`,
  row: ProjectRow,
) {
  yield* Outbox.append(definition, {
    subject: `project/${row.project_id}`,
    sequence: row.version,
    data: yield* about(row),
  })
  yield* audit(action, row.project_id)
})

const happened = {
  uploaded: { definition: AttachmentUploaded, sequence: 1 },
  deleted: { definition: AttachmentDeleted, sequence: 2 },
} as const

/** A file came to a project or went from it, with its line in the audit log. */
export const announceAttachment = Effect.fnUntraced(function* (what: keyof typeof happened, row: AttachmentRow) {
  const { definition, sequence } = happened[what]
  yield* Outbox.append(definition, {
    subject: `attachment/${row.attachment_id}`,
    sequence,
    data: {
      ...(yield* about(row)),
      attachmentId: row.attachment_id,
      fileName: row.name,
      contentType: row.content_type,
      sizeBytes: row.size_bytes,
    },
  })
  yield* audit(`project.attachment_${what}`, row.project_id, { attachment: row.name })
})
