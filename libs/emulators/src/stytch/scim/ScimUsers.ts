import type { Member, SCIMRegistration } from "stytch"
import { parseEmail } from "../Emails.ts"
import { StytchFailure } from "../Errors.ts"
import { createMember, deleteMember, memberByEmail, setMember, updateMember } from "../Members.ts"
import { newId } from "../Project.ts"
import type { Project } from "../Project.ts"
import type { ScimConnectionRecord, ScimGroupRecord, ScimObject, ScimUserRecord } from "../ScimRecords.ts"
import { asScimAttributes } from "./ScimAttributes.ts"
import { invalidValue, notFound, ScimFailure } from "./ScimFailure.ts"
import { removeFromGroups } from "./ScimGroups.ts"
import { enterpriseSchema, userSchema } from "./ScimSchemas.ts"
import { isObject, objectsAt, textAt, valueAt } from "./ScimValues.ts"

const timeOf = (milliseconds: number) => new Date(milliseconds).toISOString()

const groupsOf = (project: Project, { id, connection_id }: ScimUserRecord): ReadonlyArray<ScimGroupRecord> =>
  project.scimGroups.all().filter((group) => group.connection_id === connection_id && group.members.includes(id))

export const usersOf = (project: Project, { connection_id }: ScimConnectionRecord): ReadonlyArray<ScimUserRecord> =>
  project.scimUsersByConnection(connection_id)

export const usersNamed = (project: Project, { connection_id }: ScimConnectionRecord, userName: string) =>
  project.scimUsersByName(`${connection_id} ${userName.toLowerCase()}`)

export const findUser = (project: Project, connection: ScimConnectionRecord, id: string): ScimUserRecord => {
  const found = project.scimUsers.get(id)
  if (found?.connection_id !== connection.connection_id) throw notFound(id)
  return found
}

const memberOf = (project: Project, { id }: ScimUserRecord): Member => {
  const member = project.members.get(id)
  if (!member) throw notFound(id)
  return member
}

/** A user as SCIM shows it. Whether it is active is the member's status, whoever changed that. */
export const asUser = (project: Project, user: ScimUserRecord, baseUrl: string): ScimObject => {
  const groups = groupsOf(project, user).map(({ id, display_name }) => ({
    value: id,
    $ref: `${baseUrl}/Groups/${id}`,
    display: display_name,
    type: "direct",
  }))
  return {
    schemas: [userSchema.id, ...(enterpriseSchema.id in user.attributes ? [enterpriseSchema.id] : [])],
    id: user.id,
    ...user.attributes,
    active: project.members.get(user.id)?.status !== "deleted",
    ...(groups.length > 0 ? { groups } : {}),
    meta: {
      resourceType: "User",
      created: timeOf(user.created),
      lastModified: timeOf(user.modified),
      location: `${baseUrl}/Users/${user.id}`,
    },
  }
}

/** The primary address, else the work address, else the first; else a userName that is one. */
const emailIn = (attributes: ScimObject): string => {
  const emails = objectsAt(attributes, "emails")
  const chosen =
    emails.find((each) => valueAt(each, "primary") === true) ??
    emails.find((each) => textAt(each, "type")?.toLowerCase() === "work") ??
    emails[0]
  const address = (chosen && textAt(chosen, "value")) ?? textAt(attributes, "userName") ?? ""
  try {
    return parseEmail(address)
  } catch {
    throw invalidValue("A user needs an email address: in emails, or as its userName.")
  }
}

const nameIn = (attributes: ScimObject): string => {
  const name = valueAt(attributes, "name")
  const parts = isObject(name) ? name : {}
  const both = [textAt(parts, "givenName"), textAt(parts, "familyName")].filter(Boolean).join(" ")
  return textAt(attributes, "displayName") ?? textAt(parts, "formatted") ?? both
}

const checkUserName = (project: Project, connection: ScimConnectionRecord, attributes: ScimObject, but?: string) => {
  const name = textAt(attributes, "userName")
  if (name === undefined) throw invalidValue("userName is required.")
  if (usersNamed(project, connection, name).some(({ id }) => id !== but))
    throw new ScimFailure(409, `A user with the userName ${name} exists already.`, "uniqueness")
}

/** What is refused in Stytch's terms, in SCIM's. */
const asScim = <A>(change: () => A): A => {
  try {
    return change()
  } catch (error) {
    if (!(error instanceof StytchFailure)) throw error
    throw error.type === "duplicate_member_email"
      ? new ScimFailure(409, error.message, "uniqueness")
      : invalidValue(error.message)
  }
}

const registration = (project: Project, user: ScimUserRecord, member: Member): SCIMRegistration => ({
  connection_id: user.connection_id,
  registration_id: member.scim_registration?.registration_id ?? newId("scim-registration"),
  external_id: textAt(user.attributes, "externalId") ?? "",
  scim_attributes: asScimAttributes(user, member.status !== "deleted", groupsOf(project, user)),
})

/** Takes all of a member's roles and sessions away, as the end of its provisioning does. */
const deprovision = (project: Project, member: Member): void =>
  deleteMember(project, { ...member, roles: [], is_admin: false }, true, "SCIM")

/** Makes the member what the provider says: name, address, active or not. */
const follow = (project: Project, user: ScimUserRecord, active: boolean): void => {
  const before = memberOf(project, user)
  if (!active && before.status === "deleted") return
  const email_address = emailIn(user.attributes)
  const name = nameIn(user.attributes)
  if (email_address !== before.email_address || name !== before.name)
    asScim(() => updateMember(project, before, { email_address, name }, "SCIM"))
  const renamed = memberOf(project, user)
  if (!active)
    return deprovision(project, {
      ...renamed,
      scim_registration: registration(project, user, { ...renamed, status: "deleted" }),
    })
  const status = renamed.status === "deleted" ? "active" : renamed.status
  setMember(
    project,
    renamed,
    { status, scim_registration: registration(project, user, { ...renamed, status }) },
    "SCIM",
  )
}

const isActive = (attributes: ScimObject) => valueAt(attributes, "active") !== false

const checkAddress = (project: Project, connection: ScimConnectionRecord, attributes: ScimObject, but?: string) => {
  const organization = project.organizations.get(connection.organization_id)
  const holder = organization && memberByEmail(project, organization, emailIn(attributes))
  if (holder && holder.member_id !== but && (but !== undefined || project.scimUsers.get(holder.member_id)))
    throw new ScimFailure(409, "Another member of the organization has this email address.", "uniqueness")
  return { organization, holder }
}

/** Provisions a person: a new member, or the one that the organization has with this address already. */
export const createUser = (
  project: Project,
  connection: ScimConnectionRecord,
  attributes: ScimObject,
): ScimUserRecord => {
  checkUserName(project, connection, attributes)
  const { organization, holder } = checkAddress(project, connection, attributes)
  if (!organization) throw notFound(connection.organization_id)
  const fields = { email_address: emailIn(attributes), name: nameIn(attributes), status: "active" as const }
  const { member_id: id } = holder ?? asScim(() => createMember(project, organization, fields, "SCIM"))
  const now = project.clock.now()
  const { connection_id } = connection
  const user = project.scimUsers.put(id, { id, connection_id, attributes, created: now, modified: now })
  follow(project, user, isActive(attributes))
  return user
}

/** Replaces all that the provider said of a person before. Without `active` it stays as it was. */
export const replaceUser = (
  project: Project,
  connection: ScimConnectionRecord,
  before: ScimUserRecord,
  attributes: ScimObject,
): ScimUserRecord => {
  checkUserName(project, connection, attributes, before.id)
  const wasActive = memberOf(project, before).status !== "deleted"
  const active = "active" in attributes ? isActive(attributes) : wasActive
  if (active) checkAddress(project, connection, attributes, before.id)
  const user = project.scimUsers.put(before.id, { ...before, attributes, modified: project.clock.now() })
  follow(project, user, active)
  return user
}

export const deleteUser = (project: Project, user: ScimUserRecord): void => {
  const { scim_registration: _, ...member } = memberOf(project, user)
  project.scimUsers.delete(user.id)
  removeFromGroups(project, user.id)
  if (member.status === "deleted") project.members.put(user.id, member)
  else deprovision(project, member)
}
