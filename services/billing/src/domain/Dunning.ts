import type { State } from "./State.ts"

/** What happens when an invoice is not paid, in days since it was due. */
export const dunningPolicy = {
  /** Everything still works. */
  graceDays: 14,
  /** The organization is told, each day once. */
  reminderDays: [0, 3, 7, 12],
  /** The subscription is ended for good. */
  endDays: 30,
} as const

const day = 86_400_000
const plus = (date: Date, days: number): Date => new Date(date.getTime() + days * day)

/** How far it has come. Settled: nothing is owed that would matter here. */
export type Dunning =
  | { readonly _tag: "Settled" }
  | {
      readonly _tag: "Grace" | "Restricted" | "Over"
      readonly since: Date
      /** How many of the policy's reminders are due by now. */
      readonly reminders: number
      readonly restrictedAt: Date
      readonly endsAt: Date
    }

/** Past due is grace, then restriction, then the end; Stripe's `unpaid` is restricted at once. */
export const dunningOf = (state: State, now: Date): Dunning => {
  if (state._tag !== "PastDue" && state._tag !== "Unpaid") return { _tag: "Settled" }
  const { since } = state
  const days = Math.max(0, Math.floor((now.getTime() - since.getTime()) / day))
  const restrictedAt = state._tag === "Unpaid" ? since : plus(since, dunningPolicy.graceDays)
  const endsAt = plus(since, dunningPolicy.endDays)
  const _tag = now >= endsAt ? "Over" : now >= restrictedAt ? "Restricted" : "Grace"
  const reminders = dunningPolicy.reminderDays.filter((reminder) => reminder <= days).length
  return { _tag, since, reminders, restrictedAt, endsAt }
}

/** Does the state give what was bought? Incomplete does not yet, and what ended does not any more. */
export const givesAccess = (state: State, now: Date): boolean => {
  if (state._tag === "Trialing" || state._tag === "Active") return true
  return state._tag === "PastDue" && dunningOf(state, now)._tag === "Grace"
}

/** The policy as the README shows it. */
export const dunningTable = (): string => {
  const { endDays, graceDays, reminderDays } = dunningPolicy
  const rows = [
    ...reminderDays.map((reminder) => [
      `${reminder}`,
      reminder < graceDays ? "grace" : "restricted",
      "the organization is told (`billing.payment.failed`)",
    ]),
    [`${graceDays}`, "restricted", "the plan is taken away: the organization is on Free until the invoice is paid"],
    [`${endDays}`, "over", "the subscription is ended at Stripe"],
  ]
  const lines = rows.map((row) => `| ${row.join(" | ")} |`)
  return ["| day | stage | what happens |", "| --- | --- | --- |", ...lines].join("\n")
}
