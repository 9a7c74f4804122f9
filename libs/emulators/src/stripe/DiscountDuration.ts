import { periodAfter } from "./Periods.ts"
import type { Coupon } from "./Wire.ts"

/** When a discount that starts at a time in seconds ends: never, after its months, or (`once`) with its first invoice. */
export const addTo = (start: number, coupon: Coupon): number | null =>
  coupon.duration === "repeating"
    ? periodAfter(start, { interval: "month", interval_count: coupon.duration_in_months ?? 1 })
    : null
