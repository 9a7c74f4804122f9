import type { Usage } from "@tango/contracts/api/entitlements/OrganizationGroup"
import { useEntitlements, useUsage } from "@/api/queries.ts"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Card } from "@/components/ui/card.tsx"
import { formatDate, formatNumber } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import { Features, PlanCard } from "@/usage/Included.tsx"
import { MeterRow } from "@/usage/MeterRow.tsx"

export function Component() {
  const entitlements = useEntitlements()
  const usage = useUsage()
  return (
    <>
      <PageHeader title={texts.usage.title} text={texts.usage.text} />
      <div className="grid gap-8">
        <QueryState query={entitlements}>{(data) => <PlanCard entitlements={data} />}</QueryState>
        <QueryState query={usage}>
          {({ credits, meters }) => (
            <>
              <Card>
                <ul className="divide-y" aria-label={texts.usage.title}>
                  {meters.map((meter) => (
                    <MeterRow key={meter.limitName} meter={meter} />
                  ))}
                </ul>
              </Card>
              <Credits credits={credits} />
            </>
          )}
        </QueryState>
        {entitlements.data && <Features entitlements={entitlements.data} />}
      </div>
    </>
  )
}

function Credits({ credits: { balance, lots } }: { credits: (typeof Usage.Type)["credits"] }) {
  return (
    <section aria-labelledby="credits" className="grid gap-3">
      <div>
        <h2 id="credits" className="text-base font-semibold">
          {texts.usage.credits}
        </h2>
        <p className="text-muted-foreground">{texts.usage.creditsText}</p>
      </div>
      <Card className="p-4">
        <p className="font-medium tabular-nums">
          {balance === 0 ? texts.usage.noCredits : texts.usage.creditsLeft(formatNumber(balance))}
        </p>
        {lots.map(({ expiresAt, remaining }) => (
          <p key={`${expiresAt?.toISOString()}/${remaining}`} className="text-muted-foreground tabular-nums">
            {formatNumber(remaining)} {expiresAt ? texts.usage.expires(formatDate(expiresAt)) : texts.usage.forEver}
          </p>
        ))}
      </Card>
    </section>
  )
}
