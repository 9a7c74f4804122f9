import type { MemberId } from "@tango/contracts/Ids"
import { PlanName } from "@tango/contracts/Plans"
import * as Schema from "effect/Schema"
import type { Member } from "./Member.ts"

const person = { name: Schema.String, organizationName: Schema.String }

/** What an e-mail says. It is kept with the delivery, so that a second try sends the very same. */
export const Content = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("welcome"), ...person }),
  Schema.Struct({ kind: Schema.Literal("plan_changed"), ...person, plan: PlanName, previousPlan: PlanName }),
])
export type Content = typeof Content.Type

export interface Message {
  readonly memberId: MemberId
  readonly recipient: string
  readonly content: Content
}

/** What has happened, as far as people should hear of it. */
export type News =
  | { readonly _tag: "MemberJoined"; readonly memberId: MemberId }
  | { readonly _tag: "PlanChanged"; readonly plan: PlanName; readonly previousPlan: PlanName }
  | { readonly _tag: "NothingToTell" }

/** Whom we know in the organization, after the event has been taken over. */
export interface Audience {
  readonly organizationName: string
  readonly members: ReadonlyArray<Member>
}

export type Decision =
  | { readonly _tag: "Tell"; readonly messages: ReadonlyArray<Message> }
  | { readonly _tag: "TellNobody" }
  /** Nobody is known yet whom it concerns: what identity has to say of them is still on its way. */
  | { readonly _tag: "NotYet" }

const nobody: Decision = { _tag: "TellNobody" }

const to = (member: Member, content: Content): Message => ({
  memberId: member.memberId,
  recipient: member.email,
  content,
})

const welcome = (memberId: MemberId, { members, organizationName }: Audience): Decision => {
  const member = members.find((each) => each.memberId === memberId && each.status === "active")
  if (member === undefined) return nobody
  return { _tag: "Tell", messages: [to(member, { kind: "welcome", name: member.name, organizationName })] }
}

const planChanged = (plan: PlanName, previousPlan: PlanName, { members, organizationName }: Audience): Decision => {
  if (plan === previousPlan) return nobody
  const admins = members.filter((member) => member.role === "admin")
  const active = admins.filter((member) => member.status === "active")
  if (active.length === 0) return admins.some((member) => member.status === "deactivated") ? nobody : { _tag: "NotYet" }
  const content = (name: string): Content => ({ kind: "plan_changed", name, organizationName, plan, previousPlan })
  return { _tag: "Tell", messages: active.map((member) => to(member, content(member.name))) }
}

/** Which messages follow from which news. */
export const messagesFor = (news: News, audience: Audience): Decision => {
  switch (news._tag) {
    case "MemberJoined":
      return welcome(news.memberId, audience)
    case "PlanChanged":
      return planChanged(news.plan, news.previousPlan, audience)
    case "NothingToTell":
      return nobody
  }
}
