import { InfoIcon } from "lucide-react"
import { useState } from "react"
import { useSearchParams } from "react-router"
import { useSubscription } from "@/api/queries.ts"
import { prices } from "@tango/contracts/Plans"
import { Arranged } from "@/billing/Arranged.tsx"
import type { Terms } from "@/billing/ChangePlan.tsx"
import { BillingDetails } from "@/billing/BillingDetails.tsx"
import { CreditCard } from "@/billing/CreditCard.tsx"
import { InvoiceList } from "@/billing/InvoiceList.tsx"
import { ManagePlan } from "@/billing/ManagePlan.tsx"
import { OverdueNotice } from "@/billing/OverdueNotice.tsx"
import { CurrentPlan, type Subscription } from "@/billing/CurrentPlan.tsx"
import { IntervalToggle } from "@/billing/IntervalToggle.tsx"
import { Order } from "@/billing/Order.tsx"
import { type Interval, type PaidPlan, priceOf } from "@/billing/order.ts"
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
  const { cancelAt, overdue, price, seats, status } = subscription
  const [interval, setBillingInterval] = useState<Interval>(price === null ? "month" : prices[price].interval)
  const [chosen, setChosen] = useState<PaidPlan>()
  const [to, setTo] = useState<Terms>()
  const mayBuy = mayChange && over.includes(status)
  const mayTurn = mayChange && !mayBuy && cancelAt === null && overdue === null
  const choose = (plan: PaidPlan) =>
    mayBuy ? setChosen(plan) : setTo({ price: priceOf(plan, interval).key, seats: seats ?? 1 })
  return (
    <section aria-label={texts.billing.compare} className="grid gap-4">
      {mayChange && !mayBuy && <ManagePlan subscription={subscription} to={to} onTo={setTo} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-base font-semibold">{texts.billing.compare}</h2>
        <IntervalToggle value={interval} onChange={setBillingInterval} />
      </div>
      <PlanCards
        current={subscription.plan}
        interval={interval}
        chosen={mayBuy ? chosen : undefined}
        changes={!mayBuy}
        onChoose={mayBuy || mayTurn ? choose : undefined}
      />
      {mayBuy && chosen && <Order plan={chosen} interval={interval} mayTry={subscription.mayTry} />}
      {!mayChange && <WhoMayChange />}
    </section>
  )
}

function Money() {
  return useAllowed("billing:write") ? (
    <>
      <BillingDetails />
      <CreditCard />
      <InvoiceList />
    </>
  ) : null
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
            <div className="grid gap-4">
              <OverdueNotice subscription={data} />
              {data.status === "paused" && <Note>{texts.billing.pausedText}</Note>}
              <Arranged subscription={data} />
              <CurrentPlan subscription={data} />
            </div>
            <Plans subscription={data} />
            <Money />
          </div>
        )}
      </QueryState>
    </>
  )
}
