import * as Schema from "effect/Schema"

/** How a notification reaches a person: an e-mail at once, the inbox of the app, or one e-mail a day with all of it. */
export const Channel = Schema.Literals(["email", "in_app", "digest"])
export type Channel = typeof Channel.Type
export const channels = Channel.literals

/** What a notification is about. */
export const Kind = Schema.Literals([
  "welcome",
  "invitation_accepted",
  "role_changed",
  "project_shared",
  "export_ready",
  "plan_changed",
  "trial_ending",
  "payment_failed",
  "payment_recovered",
  "invoice_paid",
  "invoice_refunded",
  "invoice_disputed",
  "duplicate_refunded",
  "credits_changed",
  "seat_limit_reached",
  "usage_warning",
  "usage_reached",
  "security_changed",
])
export type Kind = typeof Kind.Type
export const kinds = Kind.literals

/** Who is told, whether e-mail and inbox can be switched off, and what counts for people who have not chosen. */
export interface KindRules {
  readonly audience: "member" | "admins"
  /** The person has to know: neither e-mail nor inbox can be switched off, and quiet hours do not hold it back. */
  readonly mandatory: boolean
  readonly defaults: Readonly<Record<Channel, boolean>>
}

const both = { email: true, in_app: true, digest: false }
const inAppOnly = { email: false, in_app: true, digest: false }
const member = (rules: Partial<KindRules> = {}): KindRules => ({
  audience: "member",
  mandatory: false,
  defaults: both,
  ...rules,
})
const admins = (rules: Partial<KindRules> = {}): KindRules => member({ audience: "admins", ...rules })

export const kindRules: Readonly<Record<Kind, KindRules>> = {
  welcome: member({ mandatory: true }),
  invitation_accepted: admins(),
  role_changed: member(),
  project_shared: member(),
  export_ready: member(),
  plan_changed: admins(),
  trial_ending: admins(),
  payment_failed: admins({ mandatory: true }),
  payment_recovered: admins(),
  invoice_paid: admins({ defaults: inAppOnly }),
  invoice_refunded: admins({ defaults: inAppOnly }),
  invoice_disputed: admins({ defaults: inAppOnly }),
  duplicate_refunded: admins({ defaults: inAppOnly }),
  credits_changed: admins({ defaults: inAppOnly }),
  seat_limit_reached: admins(),
  usage_warning: admins(),
  usage_reached: admins(),
  security_changed: member({ mandatory: true }),
}

/** Whether a person or an organization may decide about it. */
export const isChoice = (kind: Kind, channel: Channel): boolean => channel === "digest" || !kindRules[kind].mandatory
