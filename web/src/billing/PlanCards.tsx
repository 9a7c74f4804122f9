import { type PlanName, plans } from "@tango/contracts/Plans"
import { Badge } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { formatMoney } from "@/lib/format.ts"
import { cn } from "@/lib/utils.ts"
import { texts } from "@/texts.ts"
import { type Interval, type PaidPlan, priceOf, yearlySaving } from "./order.ts"
import { PlanContents } from "./PlanContents.tsx"

const names: ReadonlyArray<PlanName> = ["free", "pro", "business"]

function PriceTag({ name, interval }: { name: PlanName; interval: Interval }) {
  if (name === "free") {
    return (
      <p>
        <span className="text-3xl font-semibold tracking-tight tabular-nums">{formatMoney(0, "usd")}</span>
        <span className="block text-xs text-muted-foreground">{texts.billing.free}</span>
      </p>
    )
  }
  const { unitAmount, currency } = priceOf(name, interval)
  return (
    <p>
      <span className="text-3xl font-semibold tracking-tight tabular-nums">{formatMoney(unitAmount, currency)}</span>
      <span className="block text-xs text-muted-foreground">{texts.billing.perSeat[interval]}</span>
      {interval === "year" && (
        <span className="block text-xs font-medium text-success">
          {texts.billing.perYearSaving(formatMoney(yearlySaving(name), currency))}
        </span>
      )}
    </p>
  )
}

/** The plans side by side; `onChoose` is missing where choosing is not possible. */
export function PlanCards({
  current,
  interval,
  chosen,
  onChoose,
  changes = false,
}: {
  current: PlanName
  interval: Interval
  chosen: PaidPlan | undefined
  onChoose: ((plan: PaidPlan) => void) | undefined
  /** There is a subscription, which a choice would change. */
  changes?: boolean
}) {
  return (
    <ul className="grid gap-4 sm:grid-cols-3">
      {names.map((name) => {
        const { title, description } = plans[name]
        return (
          <li key={name} className="grid">
            <Card
              className={cn(
                "grid grid-rows-[auto_auto_1fr_auto] gap-4 p-5 transition-shadow",
                name === chosen && "border-brand ring-1 ring-brand",
              )}
            >
              <div className="grid gap-1">
                <h3 className="flex items-center justify-between gap-2 font-semibold">
                  {title}
                  {name === current && <Badge variant="outline">{texts.billing.yourPlan}</Badge>}
                </h3>
                <p className="text-muted-foreground">{description}</p>
              </div>
              <PriceTag name={name} interval={interval} />
              <PlanContents plan={plans[name]} />
              {onChoose && name !== "free" && !(changes && name === current) && (
                <Button
                  variant={name === chosen ? "default" : "outline"}
                  aria-pressed={name === chosen}
                  onClick={() => onChoose(name)}
                >
                  {changes ? texts.billing.changeTo(title) : texts.billing.choose(title)}
                </Button>
              )}
            </Card>
          </li>
        )
      })}
    </ul>
  )
}
