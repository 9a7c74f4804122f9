import type { SeatUse as SeatUseSchema, Subscription as SubscriptionSchema } from "@tango/contracts/api/BillingApi"
import { plans, prices } from "@tango/contracts/Plans"
import { useQuery } from "@tanstack/react-query"
import { seatsQuery } from "@/api/queries.ts"
import { Badge, type BadgeVariant } from "@/components/ui/badge.tsx"
import { Card } from "@/components/ui/card.tsx"
import { formatDate, formatMoney } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

export type Subscription = typeof SubscriptionSchema.Type
type SeatUse = typeof SeatUseSchema.Type

const variants: Record<Subscription["status"], BadgeVariant> = {
  none: "outline",
  trialing: "brand",
  active: "success",
  past_due: "warning",
  unpaid: "destructive",
  incomplete: "warning",
  incomplete_expired: "outline",
  paused: "warning",
  canceled: "outline",
}

const facts = ({ plan, price, seats, currentPeriodEnd, cancelAt, trialEnd }: Subscription, use?: SeatUse) => {
  const { unitAmount, currency, interval } = price ? prices[price] : { unitAmount: 0, currency: "usd", interval: null }
  const limit = plans[plan].limits.seats
  const end = cancelAt ?? currentPeriodEnd
  return [
    {
      label: texts.billing.price,
      value: formatMoney(unitAmount, currency),
      hint: interval ? texts.billing.perSeat[interval] : texts.billing.free,
    },
    {
      label: texts.billing.seats,
      value: seats === null ? (limit === null ? texts.billing.noSeatLimit : `${limit}`) : `${seats}`,
      hint: use && texts.billing.seatsUsed(use.used, use.invited),
    },
    ...(trialEnd ? [{ label: texts.billing.trialEnds, value: formatDate(trialEnd), hint: undefined }] : []),
    ...(end && !trialEnd
      ? [{ label: cancelAt ? texts.billing.ends : texts.billing.renews, value: formatDate(end), hint: undefined }]
      : []),
  ]
}

export function CurrentPlan({ subscription }: { subscription: Subscription }) {
  const use = useQuery(seatsQuery).data
  const plan = plans[subscription.plan]
  return (
    <Card className="flex flex-wrap items-center justify-between gap-x-10 gap-y-5 p-5">
      <div className="grid gap-1">
        <h2 className="text-xs font-medium text-muted-foreground">{texts.billing.current}</h2>
        <p className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          {texts.billing.plan(plan.title)}
          <Badge variant={variants[subscription.status]}>{texts.billing.statuses[subscription.status]}</Badge>
        </p>
        <p className="text-muted-foreground">{plan.description}</p>
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        {facts(subscription, use).map(({ label, value, hint }) => (
          <div key={label} className="grid content-start gap-0.5">
            <dt className="text-xs font-medium text-muted-foreground">{label}</dt>
            <dd className="font-medium tabular-nums">
              {value}
              {hint && <span className="block text-xs font-normal text-muted-foreground">{hint}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
