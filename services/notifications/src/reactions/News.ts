import type { subscriptions } from "@tango/contracts/subscriptions/Notifications"
import type { Variables } from "../domain/Content.ts"
import type { News } from "../domain/Message.ts"
import { oneLine } from "../domain/Text.ts"

type Subscriptions = typeof subscriptions
/** The fields of an event that are read here. */
type Data<Name extends keyof Subscriptions> = Subscriptions[Name]["data"]["Type"]

const toAdmins = (variables: Variables): ReadonlyArray<News> => [{ to: { _tag: "Admins" }, variables }]

/** The person is welcomed, and the admins hear that the invitation was accepted. */
export const joined = ({ email, memberId, name, role }: Data<"memberJoined">): ReadonlyArray<News> => [
  { to: { _tag: "Member", memberId }, variables: { kind: "welcome" } },
  {
    to: { _tag: "OtherAdmins", except: memberId },
    variables: { kind: "invitation_accepted", memberName: oneLine(name), memberEmail: oneLine(email, 254), role },
  },
]

export const roleChanged = ({ memberId, previousRole, role }: Data<"memberRoleChanged">): ReadonlyArray<News> =>
  role === previousRole
    ? []
    : [{ to: { _tag: "Member", memberId }, variables: { kind: "role_changed", role, previousRole } }]

/** Of the ends of sessions only those are news that somebody may not have wanted. */
export const sessionRevoked = ({ memberId, reason }: Data<"sessionRevoked">): ReadonlyArray<News> =>
  reason === "credentials_changed"
    ? [{ to: { _tag: "Member", memberId }, variables: { kind: "security_changed" } }]
    : []

/** Whoever asked for the file fetches it in the app: the mail itself opens nothing. */
export const exportReady = ({ fileName, memberId }: Data<"exportReady">): ReadonlyArray<News> => [
  {
    to: { _tag: "Member", memberId },
    variables: { kind: "export_ready", exportName: oneLine(fileName), path: "/settings/audit-log" },
  },
]

export const subscriptionChanged = ({ plan, previousPlan }: Data<"subscriptionChanged">): ReadonlyArray<News> =>
  plan === previousPlan ? [] : toAdmins({ kind: "plan_changed", plan, previousPlan })

export const trialEnding = ({ plan, trialEnd }: Data<"trialEnding">) =>
  toAdmins({ kind: "trial_ending", plan, trialEnd })

export const paymentFailed = ({ amount, currency, nextAttemptAt, restrictedAt }: Data<"paymentFailed">) =>
  toAdmins({ kind: "payment_failed", amount, currency, nextAttemptAt, restrictedAt })

export const paymentRecovered = ({ amount, currency }: Data<"paymentRecovered">) =>
  toAdmins({ kind: "payment_recovered", amount, currency })

export const invoicePaid = ({ amount, currency, number }: Data<"invoicePaid">) =>
  toAdmins({ kind: "invoice_paid", amount, currency, number: oneLine(number) })

export const invoiceRefunded = ({ amount, currency, number }: Data<"invoiceRefunded">) =>
  toAdmins({ kind: "invoice_refunded", amount, currency, number: oneLine(number) })

export const invoiceDisputed = ({ amount, currency, dispute, number }: Data<"invoiceDisputed">) =>
  toAdmins({ kind: "invoice_disputed", amount, currency, dispute, number: oneLine(number) })

export const duplicateRefunded = ({ amount, currency }: Data<"duplicateRefunded">) =>
  toAdmins({ kind: "duplicate_refunded", amount, currency })

export const creditsChanged = ({ amount, balance, currency }: Data<"creditsChanged">) =>
  toAdmins({ kind: "credits_changed", amount, balance, currency })

/** That all seats are taken has words of its own: it keeps people out. */
export const limitApproached = ({ limit, limitName, percent, used }: Data<"limitApproached">) =>
  percent === 80
    ? toAdmins({ kind: "usage_warning", limitName, limit, used })
    : limitName === "seats"
      ? toAdmins({ kind: "seat_limit_reached", limit })
      : toAdmins({ kind: "usage_reached", limitName, limit, used })

export const projectShared = ({
  actorId,
  grantee,
  projectId,
  projectName,
  relation,
}: Data<"projectShared">): ReadonlyArray<News> => [
  {
    to: { _tag: "Grantee", grantee, except: actorId },
    actorId,
    variables: { kind: "project_shared", projectId, projectName: oneLine(projectName), actorName: "", relation },
  },
]
