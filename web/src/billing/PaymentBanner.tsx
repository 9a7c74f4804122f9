import { useLocation } from "react-router"
import { useSubscription } from "@/api/queries.ts"
import { OverdueNotice } from "./OverdueNotice.tsx"

/** On every page while a payment is missing; the billing page says more itself. */
export function PaymentBanner() {
  const { data } = useSubscription()
  const { pathname } = useLocation()
  if (data === undefined || data.overdue === null || pathname.startsWith("/billing")) return null
  return <OverdueNotice subscription={data} short />
}
