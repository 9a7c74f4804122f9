import { type PriceKey, plans } from "@tango/contracts/Plans"
import { ArrowRightIcon } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import { api } from "@/api/api.ts"
import { useMembers } from "@/api/queries.ts"
import { useCreate } from "@/api/useCreate.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Card } from "@/components/ui/card.tsx"
import { formatMoney } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import { type Interval, type PaidPlan, priceOf } from "./order.ts"
import { SeatsStepper } from "./SeatsStepper.tsx"

/** Seats, total and the way to the payment page. Starts with a seat for each person who is there. */
export function Order({ plan, interval, mayTry }: { plan: PaidPlan; interval: Interval; mayTry: boolean }) {
  const trialDays = mayTry ? plans[plan].trialDays : null
  const members = useMembers()
  const people = Math.max(1, members.data?.filter(({ status }) => status === "active").length ?? 1)
  const [wanted, setWanted] = useState<number>()
  const seats = wanted ?? people
  const price = priceOf(plan, interval)
  const checkout = useCreate((payload: { price: PriceKey; seats: number; trial?: boolean }, key) =>
    api((clients) => clients.subscription.checkout({ payload, headers: { "idempotency-key": key } })),
  )
  const pay = (trial: boolean) =>
    checkout.mutate(
      { price: price.key, seats, ...(trial ? { trial } : {}) },
      { onSuccess: ({ url }) => window.location.assign(url) },
    )
  const leaving = checkout.isPending || checkout.isSuccess
  const card = useRef<HTMLDivElement>(null)
  // It opens below the plans, perhaps below the fold.
  useEffect(() => card.current?.scrollIntoView({ block: "nearest", behavior: "smooth" }), [plan])
  return (
    <Card ref={card} className="grid scroll-mb-24 gap-5 p-5">
      <form
        aria-label={texts.billing.orderTitle}
        className="flex flex-wrap items-end justify-between gap-x-8 gap-y-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (!leaving) pay(false)
        }}
      >
        <div className="grid gap-4">
          <div>
            <h3 className="font-semibold">{texts.billing.orderTitle}</h3>
            <p className="text-muted-foreground">
              {texts.billing.orderLine(
                plans[plan].title,
                interval === "month" ? texts.billing.monthlyWord : texts.billing.annualWord,
              )}
            </p>
          </div>
          <SeatsStepper seats={seats} hint={texts.billing.seatsHint(people)} onChange={setWanted} />
        </div>
        <div className="grid w-full gap-3 sm:w-auto sm:justify-items-end">
          <p aria-live="polite" className="sm:text-right">
            <span className="block text-xs font-medium text-muted-foreground">{texts.billing.total[interval]}</span>
            <span className="text-2xl font-semibold tracking-tight tabular-nums">
              {formatMoney(price.unitAmount * seats, price.currency)}
            </span>
          </p>
          <PendingButton type="submit" size="lg" pending={leaving}>
            {texts.billing.pay}
            <ArrowRightIcon aria-hidden />
          </PendingButton>
          {trialDays !== null && (
            <PendingButton type="button" variant="outline" pending={leaving} onClick={() => pay(true)}>
              {texts.billing.tryFree(trialDays)}
            </PendingButton>
          )}
        </div>
      </form>
      {checkout.error && <ErrorNotice error={checkout.error} />}
      <p className="border-t pt-4 text-xs text-muted-foreground">
        {texts.billing.payHint} {trialDays !== null && texts.billing.tryHint(trialDays)}
      </p>
    </Card>
  )
}
