import { type PlanName, plans, prices } from "@tango/contracts/Plans"
import { ArrowUpRightIcon, SparklesIcon } from "lucide-react"
import { Link } from "react-router"
import { Button } from "@/components/ui/button.tsx"
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "@/components/ui/dialog.tsx"
import { formatMoney } from "@/lib/format.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const bigger = [
  { plan: plans.pro, price: prices.pro_monthly },
  { plan: plans.business, price: prices.business_monthly },
]

/** Stands where the form was: what the plan includes, and for those who may, the way to more. */
export function LimitReached({ plan, limit }: { plan: PlanName; limit: number }) {
  const mayUpgrade = useAllowed("billing:write")
  const offers = bigger.filter((offer) => (offer.plan.limits.projects ?? Number.POSITIVE_INFINITY) > limit)
  return (
    <div role="alert" className="grid gap-5">
      <DialogHeader>
        <span className="mb-1 grid size-10 place-items-center rounded-full bg-brand-soft">
          <SparklesIcon aria-hidden className="size-5 text-brand" />
        </span>
        <DialogTitle>{texts.projects.limitTitle(plans[plan].title, limit)}</DialogTitle>
        <DialogDescription>{mayUpgrade ? texts.projects.limitAdmin : texts.projects.limitOther}</DialogDescription>
      </DialogHeader>
      {mayUpgrade && (
        <ul className="grid divide-y rounded-lg border">
          {offers.map(({ plan: offer, price }) => (
            <li key={offer.name} className="px-3 py-2.5 text-sm">
              {texts.projects.offer(offer.title, offer.limits.projects, formatMoney(price.unitAmount, price.currency))}
            </li>
          ))}
        </ul>
      )}
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">{texts.app.close}</Button>
        </DialogClose>
        {mayUpgrade && (
          <Button asChild>
            <Link to="/billing">
              {texts.projects.upgrade}
              <ArrowUpRightIcon aria-hidden />
            </Link>
          </Button>
        )}
      </DialogFooter>
    </div>
  )
}
