import { Relation } from "@tango/contracts/events/EntitlementsEvents"
import { PlanName } from "@tango/contracts/Plans"
import { Role } from "@tango/contracts/Permissions"
import * as Schema from "effect/Schema"

const person = {
  name: Schema.String,
  organizationName: Schema.String,
  /** The organization's logo, where it has one. */
  logoUrl: Schema.optionalKey(Schema.String),
}

/** An integer in minor units of an ISO 4217 currency. */
const money = { amount: Schema.Int, currency: Schema.String }
const time = Schema.String
const usage = { limitName: Schema.String, limit: Schema.Int, used: Schema.Int }

/** A way into the app and nowhere else. */
const Path = Schema.String.check(Schema.isPattern(/^\/(?!\/)/u))

const content = <const Kind extends string, const Variables extends Schema.Struct.Fields>(
  kind: Kind,
  variables: Variables,
) => Schema.Struct({ kind: Schema.Literal(kind), ...person, ...variables })

/** What a notification says. It is kept with the delivery, so that a second try sends the very same. */
export const Content = Schema.Union([
  content("welcome", {}),
  content("invitation_accepted", { memberName: Schema.String, memberEmail: Schema.String, role: Role }),
  content("role_changed", { role: Role, previousRole: Role }),
  content("project_shared", {
    projectId: Schema.String,
    projectName: Schema.String,
    actorName: Schema.String,
    relation: Relation,
  }),
  content("export_ready", { exportName: Schema.String, path: Path }),
  content("plan_changed", { plan: PlanName, previousPlan: PlanName }),
  content("trial_ending", { plan: PlanName, trialEnd: time }),
  content("payment_failed", { ...money, nextAttemptAt: Schema.NullOr(time), restrictedAt: Schema.NullOr(time) }),
  content("payment_recovered", money),
  content("invoice_paid", { ...money, number: Schema.String }),
  content("invoice_refunded", { ...money, number: Schema.String }),
  content("invoice_disputed", {
    ...money,
    number: Schema.String,
    dispute: Schema.Literals(["open", "won", "lost"]),
  }),
  content("duplicate_refunded", money),
  content("credits_changed", { ...money, balance: Schema.Int }),
  content("seat_limit_reached", { limit: Schema.Int }),
  content("usage_warning", usage),
  content("usage_reached", usage),
  content("security_changed", {}),
  content("digest", {
    date: Schema.String,
    entries: Schema.Array(Schema.Struct({ title: Schema.String, text: Schema.String, path: Path })),
  }),
])
export type Content = typeof Content.Type
export type ContentOf<Kind extends Content["kind"]> = Extract<Content, { kind: Kind }>

type WithoutPerson<A> = A extends unknown ? Omit<A, keyof typeof person> : never
/** What an event says; whom it is told comes from the directory. */
export type Variables = WithoutPerson<Exclude<Content, { kind: "digest" }>>

/** Decodes what was kept; a variable that the kind does not know is an error, and so is one that is missing. */
export const decodeContent = Schema.decodeUnknownEffect(Content, { onExcessProperty: "error" })
