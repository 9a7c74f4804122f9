import type { Entitlements as EntitlementsSchema } from "@tango/contracts/api/entitlements/OrganizationGroup"
import { Feature, plans } from "@tango/contracts/Plans"
import { CheckIcon, MinusIcon } from "lucide-react"
import { Link } from "react-router"
import { Badge, type BadgeVariant } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { formatDate } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

export type Entitlements = typeof EntitlementsSchema.Type

const variants: Record<Entitlements["state"], BadgeVariant> = {
  free: "outline",
  active: "success",
  trial: "brand",
  grace: "warning",
  ending: "warning",
  restricted: "destructive",
}

export function PlanCard({ entitlements: { nextChangeAt, plan, state } }: { entitlements: Entitlements }) {
  return (
    <Card className="flex flex-wrap items-center justify-between gap-4 p-5">
      <div className="grid gap-1">
        <h2 className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          {texts.usage.plan(plans[plan].title)}
          <Badge variant={variants[state]}>{texts.usage.states[state]}</Badge>
        </h2>
        <p className="text-muted-foreground">
          {texts.usage.stateTexts[state]} {nextChangeAt && texts.usage.changes(formatDate(nextChangeAt))}
        </p>
      </div>
      <Button variant="outline" asChild>
        <Link to="/billing">{texts.usage.seePlans}</Link>
      </Button>
    </Card>
  )
}

const noteOf = ({ features, overrides }: Entitlements, feature: Feature): string => {
  const exception = overrides.find(({ name }) => name === feature)
  if (exception?.expiresAt) return texts.usage.exceptionUntil(formatDate(exception.expiresAt))
  if (exception) return texts.usage.exception
  return features.includes(feature) ? texts.usage.included : texts.usage.notIncluded
}

export function Features({ entitlements }: { entitlements: Entitlements }) {
  return (
    <section aria-labelledby="features" className="grid gap-3">
      <h2 id="features" className="text-base font-semibold">
        {texts.usage.features}
      </h2>
      <Card>
        <ul className="divide-y">
          {Feature.literals.map((feature) => {
            const on = entitlements.features.includes(feature)
            const Icon = on ? CheckIcon : MinusIcon
            return (
              <li key={feature} className="flex items-center gap-3 px-4 py-3">
                <Icon aria-hidden className={on ? "size-4 text-success" : "size-4 text-muted-foreground"} />
                <span className="flex-1 font-medium">{texts.usage.featureNames[feature]}</span>
                <span className="text-muted-foreground">{noteOf(entitlements, feature)}</span>
              </li>
            )
          })}
        </ul>
      </Card>
    </section>
  )
}
