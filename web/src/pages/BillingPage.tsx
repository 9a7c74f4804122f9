import { InfoIcon } from "lucide-react"
import { useState } from "react"
import { useSearchParams } from "react-router"
import { useSubscription } from "@/api/queries.ts"
import { CurrentPlan, type Subscription } from "@/billing/CurrentPlan.tsx"
import { IntervalToggle } from "@/billing/IntervalToggle.tsx"
import { Order } from "@/billing/Order.tsx"
import type { Interval, PaidPlan } from "@/billing/order.ts"
import { PlanCards } from "@/billing/PlanCards.tsx"
import { WhoMayChange } from "@/billing/WhoMayChange.tsx"
import { Note } from "@/components/Note.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Alert, AlertDescription } from "@/components/ui/alert.tsx"
import { Skeleton } from "@/components/ui/skeleton.tsx"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const over: ReadonlyArray<Subscription["status"]> = ["none", "canceled", "incomplete_expired"]

function Plans({ subscription }: { subscription: Subscription }) {
  const mayChange = useAllowed("billing:write")
  const [interval, setBillingInterval] = useState<Interval>("month")
  const [chosen, setChosen] = useState<PaidPlan>()
  const mayBuy = mayChange && over.includes(subscription.status)
  return (
    <section aria-label={texts.billing.compare} className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-base font-semibold">{texts.billing.compare}</h2>
        <IntervalToggle value={interval} onChange={setBillingInterval} />
      </div>
      {mayChange && !mayBuy && <Note>{texts.billing.subscribedNote}</Note>}
      <PlanCards
        current={subscription.plan}
        interval={interval}
        chosen={mayBuy ? chosen : undefined}
        onChoose={mayBuy ? setChosen : undefined}
      />
      {mayBuy && chosen && <Order plan={chosen} interval={interval} />}
      {!mayChange && <WhoMayChange />}
    </section>
  )
}

export function Component() {
  const subscription = useSubscription()
  const [search] = useSearchParams()
  return (
    <>
      <PageHeader title={texts.billing.title} text={texts.billing.text} />
      {search.get("canceled") === "1" && (
        <Alert role="status" className="mb-6">
          <InfoIcon aria-hidden />
          <AlertDescription>{texts.billing.canceledNote}</AlertDescription>
        </Alert>
      )}
      <QueryState
        query={subscription}
        skeleton={
          <div className="grid gap-8">
            <Skeleton className="h-28 rounded-xl" />
            <Skeleton className="h-80 rounded-xl" />
          </div>
        }
      >
        {(data) => (
          <div className="grid gap-10">
            <CurrentPlan subscription={data} />
            <Plans subscription={data} />
          </div>
        )}
      </QueryState>
    </>
  )
}
