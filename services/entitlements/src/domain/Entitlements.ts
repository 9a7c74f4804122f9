import type { Entitlements } from "@tango/contracts/api/EntitlementsApi"
import { type PlanName, plans } from "@tango/contracts/Plans"

export type EntitlementsView = typeof Entitlements.Type

/** What a plan lets an organization do. */
export const entitlementsOf = (plan: PlanName): EntitlementsView => {
  const { features, limits } = plans[plan]
  return { plan, features, limits }
}

/** What is stored of an organization: its plan, the last event of billing it has taken, and how often it has changed. */
export interface KnownPlan {
  readonly plan: PlanName
  readonly billingSequence: number
  readonly version: number
}

export type PlanChange =
  | { readonly _tag: "Stale" }
  | { readonly _tag: "Same"; readonly known: KnownPlan }
  | { readonly _tag: "Changed"; readonly known: KnownPlan }

/** What billing's word, numbered by its sequence, means for what is known. Organizations that never paid are at sequence 0. */
export const planChange = (
  before: KnownPlan | undefined,
  billing: { readonly plan: PlanName; readonly sequence: number },
): PlanChange => {
  if (before === undefined) {
    return { _tag: "Changed", known: { plan: billing.plan, billingSequence: billing.sequence, version: 1 } }
  }
  if (billing.sequence <= before.billingSequence) return { _tag: "Stale" }
  return before.plan === billing.plan
    ? { _tag: "Same", known: { ...before, billingSequence: billing.sequence } }
    : {
        _tag: "Changed",
        known: { plan: billing.plan, billingSequence: billing.sequence, version: before.version + 1 },
      }
}
