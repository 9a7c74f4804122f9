import type { subscriptions } from "@tango/contracts/subscriptions/Entitlements"

const instant = (text: string | null) => (text === null ? null : new Date(text))

/** What is kept of billing's word on a subscription. */
export const subscriptionOf = (data: (typeof subscriptions.subscriptionChanged)["data"]["Type"]) => ({
  subscriptionId: data.subscriptionId,
  plan: data.plan,
  status: data.status,
  currentPeriodEnd: new Date(data.currentPeriodEnd),
  cancelAt: instant(data.cancelAt),
})

/** The newer of two words; those on trials and payments carry no number that compares, but the time they were said. */
export const newer = <Word extends { readonly at: Date }>(known: Word | null, word: Word): Word =>
  known !== null && known.at >= word.at ? known : word
