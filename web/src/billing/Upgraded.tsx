import { plans } from "@tango/contracts/Plans"
import { useQuery } from "@tanstack/react-query"
import { CheckIcon, LoaderCircleIcon } from "lucide-react"
import { Link } from "react-router"
import { entitlementsQuery } from "@/api/queries.ts"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { texts } from "@/texts.ts"
import { CurrentPlan, type Subscription } from "./CurrentPlan.tsx"
import { PlanContents } from "./PlanContents.tsx"

/** Paid: the plan is there at once; the limits follow within a second or so, and the page says when. */
export function Upgraded({ subscription }: { subscription: Subscription }) {
  const plan = plans[subscription.plan]
  const entitlements = useQuery({
    ...entitlementsQuery,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.plan === subscription.plan || state.dataUpdateCount > 40
        ? false
        : Math.min(3000, 300 + 100 * state.dataUpdateCount),
  })
  const on = entitlements.data?.plan === subscription.plan
  return (
    <div className="grid gap-6">
      <Card role="status" className="relative grid justify-items-center gap-2 overflow-hidden px-6 py-12 text-center">
        <span className="absolute inset-x-0 top-0 h-1 bg-brand" />
        <span className="mb-2 grid size-12 place-items-center rounded-full bg-success-soft">
          <CheckIcon aria-hidden className="size-6 text-success" />
        </span>
        <h2 className="text-2xl font-semibold">{texts.billing.successTitle(plan.title)}</h2>
        <p className="text-muted-foreground">{texts.billing.successText(subscription.seats ?? 1)}</p>
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          <Button asChild>
            <Link to="/projects">{texts.billing.toProjects}</Link>
          </Button>
          <Button variant="outline" asChild>
            <Link to="/billing">{texts.billing.toBilling}</Link>
          </Button>
        </div>
      </Card>
      <CurrentPlan subscription={subscription} />
      <Card className="grid gap-4 p-5">
        <h2 className="font-semibold">{texts.billing.unlocked}</h2>
        <PlanContents plan={plan} />
        <p role="status" className="flex items-center gap-2 border-t pt-4 text-muted-foreground">
          {on ? (
            <CheckIcon aria-hidden className="size-4 text-success" />
          ) : (
            <LoaderCircleIcon aria-hidden className="size-4 animate-spin" />
          )}
          {on ? texts.billing.unlockedDone : texts.billing.unlocking}
        </p>
      </Card>
    </div>
  )
}
