import type { Grantee } from "@tango/contracts/events/EntitlementsEvents"
import type { MemberId } from "@tango/contracts/Ids"
import type { Content, Variables } from "./Content.ts"
import type { Member } from "./Member.ts"

/** One notification for one person, before it is known by which channels. */
export interface Message {
  readonly memberId: MemberId
  readonly recipient: string
  readonly content: Exclude<Content, { kind: "digest" }>
  /** The person is no member any more: nothing is sent, and the log says so. */
  readonly withheld: boolean
}

export type Addressee =
  | { readonly _tag: "Member"; readonly memberId: MemberId }
  | { readonly _tag: "Admins" }
  /** The admins beside the one whom it is about. */
  | { readonly _tag: "OtherAdmins"; readonly except: MemberId }
  /** Who was given something, beside the one who gave it. */
  | { readonly _tag: "Grantee"; readonly grantee: Grantee; readonly except: string }

/** What has happened, as far as people should hear of it. */
export interface News {
  readonly to: Addressee
  readonly variables: Variables
  /** Whose name the text wants; empty when nobody is known by that id. */
  readonly actorId?: string
}

/** Whom we know in the organization, after the event has been taken over. */
export interface Directory {
  readonly organizationName: string
  readonly logoUrl: string | null
  readonly members: ReadonlyArray<Member>
}

/** The people a message goes to, or that what identity has to say of them is still on its way. */
type Audience = ReadonlyArray<Member> | "NotYet"

const isActive = ({ status }: Member) => status === "active"

const admins = (members: ReadonlyArray<Member>): Audience => {
  const all = members.filter((member) => member.role === "admin")
  const active = all.filter(isActive)
  return active.length === 0 && !all.some((member) => member.status === "deactivated") ? "NotYet" : active
}

/** A single member is kept although deactivated, so that the log can say why nothing was sent. */
const one = (memberId: MemberId, members: ReadonlyArray<Member>): Audience => {
  const member = members.find((each) => each.memberId === memberId)
  return member === undefined ? "NotYet" : member.status === "invited" ? [] : [member]
}

const grantees = (grantee: Grantee, except: string, members: ReadonlyArray<Member>): Audience => {
  if (grantee.kind === "member") return grantee.memberId === except ? [] : one(grantee.memberId, members)
  return members.filter(
    (member) =>
      isActive(member) &&
      member.memberId !== except &&
      (grantee.kind === "organization" || grantee.role === member.role),
  )
}

const audienceOf = (to: Addressee, members: ReadonlyArray<Member>): Audience => {
  switch (to._tag) {
    case "Member":
      return one(to.memberId, members)
    case "Admins":
      return admins(members)
    case "OtherAdmins":
      return members.filter((each) => each.role === "admin" && isActive(each) && each.memberId !== to.except)
    case "Grantee":
      return grantees(to.grantee, to.except, members)
  }
}

const named = (news: News, members: ReadonlyArray<Member>): Variables => {
  if (news.variables.kind !== "project_shared") return news.variables
  const actor = members.find((member) => member.memberId === news.actorId)
  return { ...news.variables, actorName: actor?.name ?? "" }
}

/** Which messages follow from which news; "NotYet" when nobody is known yet whom one of them concerns. */
export const messagesFor = (
  news: ReadonlyArray<News>,
  { logoUrl, members, organizationName }: Directory,
): ReadonlyArray<Message> | "NotYet" => {
  const messages: Array<Message> = []
  for (const each of news) {
    const audience = audienceOf(each.to, members)
    if (audience === "NotYet") return "NotYet"
    const variables = named(each, members)
    for (const { email, memberId, name, status } of audience)
      messages.push({
        memberId,
        recipient: email,
        content: { ...variables, name, organizationName, ...(logoUrl === null ? {} : { logoUrl }) },
        withheld: status === "deactivated",
      })
  }
  return messages
}
