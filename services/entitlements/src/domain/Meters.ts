/** The soft limits, in percent. */
export const thresholds = [80, 100] as const
export type Threshold = (typeof thresholds)[number]

const reached = (used: number, limit: number, percent: Threshold): boolean =>
  // A limit of nothing is never approached: it is a refusal.
  limit > 0 && used * 100 >= limit * percent

/** The highest soft limit that is reached. */
export const warningAt = (used: number, limit: number | null): Threshold | null =>
  limit === null ? null : (thresholds.findLast((percent) => reached(used, limit, percent)) ?? null)

export const meterState = (used: number, limit: number | null): "fine" | "near" | "reached" => {
  if (limit !== null && used >= limit) return "reached"
  return warningAt(used, limit) === null ? "fine" : "near"
}

/** How a use is paid for: from what is left of the limit first, the rest from the pool of credits. Null when there is not enough. */
export const admit = (
  { amount, creditsPerUnit }: { readonly amount: number; readonly creditsPerUnit: number },
  { credits, limit, used }: { readonly used: number; readonly limit: number; readonly credits: number },
): { readonly fromLimit: number; readonly fromCredits: number } | null => {
  const fromLimit = Math.min(amount, Math.max(0, limit - used))
  const fromCredits = amount - fromLimit
  return fromCredits * creditsPerUnit <= credits ? { fromLimit, fromCredits } : null
}

export interface Lot {
  readonly lotId: string
  readonly remaining: number
}

/** Which lots pay, in their order, and how much each. */
export const drawFrom = (
  lots: ReadonlyArray<Lot>,
  credits: number,
): ReadonlyArray<{ readonly lotId: string; readonly credits: number }> => {
  let open = credits
  return lots.flatMap(({ lotId, remaining }) => {
    const taken = Math.min(open, remaining)
    open -= taken
    return taken > 0 ? [{ lotId, credits: taken }] : []
  })
}
