import { randomUUID } from "node:crypto"
import type { Member, Organization } from "stytch"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"

type Subject =
  | { readonly object_type: "member"; readonly id: string; readonly member?: Member }
  | { readonly object_type: "organization"; readonly id: string; readonly organization?: Organization }

/** Tells the webhook endpoint of a change made through the API. A deletion carries the id alone, as Stytch's do. */
export const emit = (project: Project, action: "CREATE" | "UPDATE" | "DELETE", subject: Subject): void =>
  project.webhooks.send(`msg_${randomUUID().replaceAll("-", "")}`, {
    project_id: project.id,
    event_id: newId("webhook-event"),
    action,
    source: "DIRECT",
    timestamp: new Date(project.clock.now()).toISOString().replace("Z", "000Z"),
    vertical: "B2B",
    ...subject,
  })

export const emitMember = (project: Project, action: "CREATE" | "UPDATE", member: Member): void =>
  emit(project, action, { object_type: "member", id: member.member_id, member })

export const emitOrganization = (project: Project, action: "CREATE" | "UPDATE", organization: Organization): void =>
  emit(project, action, { object_type: "organization", id: organization.organization_id, organization })
