import type { EntitlementState } from "@tango/contracts/api/entitlements/OrganizationGroup"
import type { SubscriptionStatus } from "@tango/contracts/events/BillingEvents"
import { Feature, LimitName, type Limits, type PlanName, plans } from "@tango/contracts/Plans"

export interface Subscription {
  readonly plan: PlanName
  readonly status: SubscriptionStatus
  readonly currentPeriodEnd: Date | null
  readonly cancelAt: Date | null
}

/** An exception from the plan, in force from `from` until `until`; of two about the same thing the younger counts. */
export type Override = { readonly from: Date; readonly until: Date | null } & (
  | { readonly name: Feature; readonly value: boolean }
  | { readonly name: LimitName; readonly value: number | null }
)

/** All that what an organization may do follows from. */
export interface Facts {
  readonly subscription: Subscription | null
  /** Of the subscription's trial, when billing has told of it; else its period's end counts. */
  readonly trialEnd: Date | null
  /** When a plan that is not paid for is taken away; null while nobody has said. */
  readonly restrictedAt: Date | null
  readonly overrides: ReadonlyArray<Override>
}

export interface Effective {
  readonly plan: PlanName
  readonly state: EntitlementState
  readonly features: ReadonlyArray<Feature>
  readonly limits: Limits
  readonly overrides: ReadonlyArray<{ readonly name: Feature | LimitName; readonly expiresAt: Date | null }>
}

/** Billing's word that a trial became a subscription may be late; for so long (24 hours) nobody who pays is restricted. */
export const trialPatience = 24 * 60 * 60 * 1000

const hasPassed = (end: Date | null, instant: Date, patience = 0): boolean =>
  end !== null && instant.getTime() >= end.getTime() + patience

const planAt = (facts: Facts, instant: Date): Pick<Effective, "plan" | "state"> => {
  const { restrictedAt, subscription, trialEnd } = facts
  if (subscription === null || subscription.plan === "free") return { plan: "free", state: "free" }
  const { cancelAt, currentPeriodEnd, plan, status } = subscription
  if (hasPassed(cancelAt, instant)) return { plan: "free", state: "free" }
  if (status === "trialing" && hasPassed(trialEnd ?? currentPeriodEnd, instant, trialPatience)) {
    return { plan: "free", state: "free" }
  }
  if (status === "past_due") {
    return hasPassed(restrictedAt, instant) ? { plan: "free", state: "restricted" } : { plan, state: "grace" }
  }
  if (cancelAt !== null) return { plan, state: "ending" }
  return { plan, state: status === "trialing" ? "trial" : "active" }
}

const isFeature = (override: Override): override is Extract<Override, { readonly value: boolean }> =>
  Feature.literals.some((feature) => feature === override.name)

/** What the organization may do at an instant: a function of the facts and of nothing else. */
export const effectiveAt = (facts: Facts, instant: Date): Effective => {
  const { plan, state } = planAt(facts, instant)
  const inForce = new Map<string, Override>()
  for (const override of facts.overrides) {
    if (override.from > instant || hasPassed(override.until, instant)) continue
    const other = inForce.get(override.name)
    if (other === undefined || other.from <= override.from) inForce.set(override.name, override)
  }
  const overrides = [...inForce.values()]
  const features = new Set(plans[plan].features)
  const limits: { -readonly [Name in LimitName]: number | null } = { ...plans[plan].limits }
  for (const override of overrides) {
    if (!isFeature(override)) limits[override.name] = override.value
    else if (override.value) features.add(override.name)
    else features.delete(override.name)
  }
  return {
    plan,
    state,
    features: Feature.literals.filter((feature) => features.has(feature)),
    limits,
    overrides: overrides
      .map(({ name, until }) => ({ name, expiresAt: until }))
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  }
}

/** The instants at which time alone can change something. */
const turningPoints = ({ overrides, restrictedAt, subscription, trialEnd }: Facts): ReadonlyArray<Date> => {
  const trial = trialEnd ?? subscription?.currentPeriodEnd ?? null
  return [
    subscription?.cancelAt ?? null,
    trial === null ? null : new Date(trial.getTime() + trialPatience),
    restrictedAt,
    ...overrides.flatMap(({ from, until }) => [from, until]),
  ].filter((point) => point !== null)
}

/** When time alone changes what may be done, the next time after the instant; null when it never will. */
export const nextChangeAt = (facts: Facts, instant: Date): Date | null => {
  const now = JSON.stringify(effectiveAt(facts, instant))
  const later = turningPoints(facts).filter((point) => point > instant)
  return (
    later
      .toSorted((one, other) => one.getTime() - other.getTime())
      .find((point) => JSON.stringify(effectiveAt(facts, point)) !== now) ?? null
  )
}
