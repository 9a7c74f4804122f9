import { randomUUID } from "node:crypto"
import type { Member, Organization } from "stytch"
import { newId } from "./Project.ts"
import type { Project } from "./Project.ts"

/** Who caused a change: a call of the API, somebody in the dashboard, or an identity provider by SCIM. */
export type Source = "DIRECT" | "DASHBOARD" | "SCIM"

/**
 * Tells the webhook endpoint of a change; what it is called is `source.object_type.action` in lower case. CREATE and UPDATE carry
 * the object, a deletion the id alone.
 */
export const emitEvent = (
  project: Project,
  event: {
    readonly action: "CREATE" | "UPDATE" | "DELETE" | "MEMBER_ADD" | "MEMBER_DELETE"
    readonly object_type: string
    readonly id: string
    readonly object?: object | undefined
    readonly source?: Source | undefined
  },
): void => {
  const { object, source = "DIRECT", ...named } = event
  project.webhooks.send(`msg_${randomUUID().replaceAll("-", "")}`, {
    project_id: project.id,
    event_id: newId("webhook-event"),
    source,
    timestamp: new Date(project.clock.now()).toISOString().replace("Z", "000Z"),
    vertical: "B2B",
    ...named,
    ...(object ? { [event.object_type]: object } : {}),
  })
}

export const emitMember = (project: Project, action: "CREATE" | "UPDATE", member: Member, source?: Source): void =>
  emitEvent(project, { action, object_type: "member", id: member.member_id, object: member, source })

export const emitMemberDeletion = (project: Project, memberId: string, source?: Source): void =>
  emitEvent(project, { action: "DELETE", object_type: "member", id: memberId, source })

export const emitOrganization = (project: Project, action: "CREATE" | "UPDATE", organization: Organization): void =>
  emitEvent(project, { action, object_type: "organization", id: organization.organization_id, object: organization })

export const emitOrganizationDeletion = (project: Project, organizationId: string): void =>
  emitEvent(project, { action: "DELETE", object_type: "organization", id: organizationId })
