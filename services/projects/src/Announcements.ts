import type { EventDefinition } from "@tango/contracts/events/Envelope"
import { ProjectsAuditRecorded } from "@tango/contracts/events/AuditEvents"
import { ProjectId } from "@tango/contracts/Ids"
import { CurrentPrincipal, CurrentTenant } from "@tango/contracts/Principal"
import { recordAudit } from "@tango/messaging/Audit"
import * as Outbox from "@tango/messaging/Outbox"
import type { AuditEntry } from "@tango/contracts/events/AuditEvents"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
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
export const about = Effect.fnUntraced(function* (row: ProjectRow) {
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
