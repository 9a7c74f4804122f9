import type { Meter as MeterSchema } from "@tango/contracts/api/entitlements/OrganizationGroup"
import { Badge } from "@/components/ui/badge.tsx"
import { Progress } from "@/components/ui/progress.tsx"
import { formatBytes, formatDate, formatNumber } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

type Meter = typeof MeterSchema.Type

export function MeterRow({ meter: { limit, limitName, resetsAt, state, used } }: { meter: Meter }) {
  const amount = limitName === "storageBytes" ? formatBytes : formatNumber
  const label = texts.usage.limits[limitName]
  const value = texts.usage.of(amount(used), limit === null ? null : amount(limit))
  return (
    <li className="grid gap-2 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="flex items-center gap-2 font-medium">
          {label}
          {state !== "fine" && (
            <Badge variant={state === "near" ? "warning" : "destructive"}>{texts.usage.meterStates[state]}</Badge>
          )}
        </span>
        <span className="tabular-nums">{value}</span>
      </div>
      {limit !== null && (
        <Progress
          value={limit === 0 ? 100 : Math.min(100, (used / limit) * 100)}
          aria-label={label}
          getValueLabel={() => value}
        />
      )}
      {resetsAt && <p className="text-xs text-muted-foreground">{texts.usage.resets(formatDate(resetsAt))}</p>}
      {state === "reached" && <p className="text-muted-foreground">{texts.usage.full[limitName]}</p>}
    </li>
  )
}
