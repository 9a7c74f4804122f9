import { refreshRoles } from "../ImplicitRoles.ts"
import { newId } from "../Project.ts"
import type { Project } from "../Project.ts"
import type { ScimConnectionRecord, ScimGroupRecord, ScimObject } from "../ScimRecords.ts"
import { emitEvent } from "../Webhooks.ts"
import { invalidValue, notFound } from "./ScimFailure.ts"
import { groupSchema } from "./ScimSchemas.ts"
import { objectsAt, textAt } from "./ScimValues.ts"

export const groupsIn = (project: Project, connectionId: string): ReadonlyArray<ScimGroupRecord> =>
  project.scimGroups.all().filter(({ connection_id }) => connection_id === connectionId)

export const findGroup = (project: Project, connection: ScimConnectionRecord, id: string): ScimGroupRecord => {
  const found = project.scimGroups.get(id)
  if (found?.connection_id !== connection.connection_id) throw notFound(id)
  return found
}

/** A group's own attributes, from which a PATCH starts. */
export const groupAttributes = (project: Project, group: ScimGroupRecord): ScimObject => ({
  displayName: group.display_name,
  ...(group.external_id === undefined ? {} : { externalId: group.external_id }),
  members: group.members.map((value) => {
    const display = project.members.get(value)?.email_address
    return { value, type: "User", ...(display ? { display } : {}) }
  }),
})

export const asGroup = (project: Project, group: ScimGroupRecord, baseUrl: string): ScimObject => {
  const { members: _, ...attributes } = groupAttributes(project, group)
  const members = objectsAt(groupAttributes(project, group), "members").map((member) => ({
    ...member,
    $ref: `${baseUrl}/Users/${String(member["value"])}`,
  }))
  return {
    schemas: [groupSchema.id],
    id: group.id,
    ...attributes,
    ...(members.length > 0 ? { members } : {}),
    meta: {
      resourceType: "Group",
      created: new Date(group.created).toISOString(),
      lastModified: new Date(group.modified).toISOString(),
      location: `${baseUrl}/Groups/${group.id}`,
    },
  }
}

type Action = "CREATE" | "UPDATE" | "DELETE" | "MEMBER_ADD" | "MEMBER_DELETE"

/** The names of these events are documented, what they carry is not: here the group, and the member that came or went. */
const emitGroup = (project: Project, action: Action, group: ScimGroupRecord, memberId?: string): void => {
  const { id, display_name: group_name, organization_id, connection_id } = group
  const object = {
    group_id: id,
    group_name,
    organization_id,
    connection_id,
    ...(memberId ? { member_id: memberId } : {}),
  }
  emitEvent(project, {
    action,
    object_type: "idp_group",
    id,
    source: "SCIM",
    ...(action === "DELETE" ? {} : { object }),
  })
}

/** Roles by this group, wherever the connection's settings name it. */
const renameInAssignments = (project: Project, group: ScimGroupRecord, removed = false): void => {
  const connection = project.scimConnections.get(group.connection_id)
  if (!connection) return
  const assignments = connection.scim_group_implicit_role_assignments
  const scim_group_implicit_role_assignments = assignments.flatMap((each) =>
    each.group_id !== group.id ? [each] : removed ? [] : [{ ...each, group_name: group.display_name }],
  )
  if (JSON.stringify(assignments) !== JSON.stringify(scim_group_implicit_role_assignments))
    project.scimConnections.put(connection.connection_id, { ...connection, scim_group_implicit_role_assignments })
}

/** Brings the groups that the API shows on a member up to date. */
const showGroups = (project: Project, memberId: string): void => {
  const member = project.members.get(memberId)
  const { scim_registration: registration } = member ?? {}
  if (!member || !registration?.scim_attributes) return
  const groups = groupsIn(project, registration.connection_id)
    .filter(({ members }) => members.includes(memberId))
    .map(({ id, display_name }) => ({ value: id, display: display_name }))
  const scim_attributes = { ...registration.scim_attributes, groups }
  project.members.put(memberId, { ...member, scim_registration: { ...registration, scim_attributes } })
}

const changeMembers = (project: Project, { organization_id }: ScimGroupRecord, ids: ReadonlyArray<string>): void => {
  if (ids.length === 0) return
  for (const id of ids) showGroups(project, id)
  const concerned = new Set(ids)
  refreshRoles(project, organization_id, "SCIM", ({ member_id }) => concerned.has(member_id))
}

const save = (project: Project, before: ScimGroupRecord | undefined, group: ScimGroupRecord): ScimGroupRecord => {
  project.scimGroups.put(group.id, group)
  const came = group.members.filter((id) => !before?.members.includes(id))
  const went = (before?.members ?? []).filter((id) => !group.members.includes(id))
  if (!before) emitGroup(project, "CREATE", group)
  else if (before.display_name !== group.display_name || before.external_id !== group.external_id)
    emitGroup(project, "UPDATE", group)
  renameInAssignments(project, group)
  for (const id of came) emitGroup(project, "MEMBER_ADD", group, id)
  for (const id of went) emitGroup(project, "MEMBER_DELETE", group, id)
  changeMembers(project, group, [...came, ...went])
  return group
}

const fieldsIn = (project: Project, connection: ScimConnectionRecord, attributes: ScimObject) => {
  const display_name = textAt(attributes, "displayName")
  if (display_name === undefined) throw invalidValue("displayName is required.")
  const members = [...new Set(objectsAt(attributes, "members").map((each) => textAt(each, "value") ?? ""))]
  const stranger = members.find((id) => project.scimUsers.get(id)?.connection_id !== connection.connection_id)
  if (stranger !== undefined) throw invalidValue(`members names ${stranger}, which is no user of this connection.`)
  return { display_name, external_id: textAt(attributes, "externalId"), members }
}

export const createGroup = (
  project: Project,
  connection: ScimConnectionRecord,
  attributes: ScimObject,
): ScimGroupRecord => {
  const fields = fieldsIn(project, connection, attributes)
  const now = project.clock.now()
  const { organization_id, connection_id } = connection
  const id = newId("scim-group")
  return save(project, undefined, { ...fields, id, organization_id, connection_id, created: now, modified: now })
}

export const replaceGroup = (
  project: Project,
  connection: ScimConnectionRecord,
  before: ScimGroupRecord,
  attributes: ScimObject,
): ScimGroupRecord =>
  save(project, before, { ...before, ...fieldsIn(project, connection, attributes), modified: project.clock.now() })

/** Forgets a group: what roles it gave are gone. */
export const deleteGroup = (project: Project, group: ScimGroupRecord): void => {
  project.scimGroups.delete(group.id)
  renameInAssignments(project, group, true)
  emitGroup(project, "DELETE", group)
  changeMembers(project, group, group.members)
}

export const removeFromGroups = (project: Project, userId: string): void => {
  for (const group of project.scimGroups.all().filter(({ members }) => members.includes(userId)))
    save(project, group, { ...group, members: group.members.filter((id) => id !== userId) })
}
