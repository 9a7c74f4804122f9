import { Link } from "react-router"
import { useUsage } from "@/api/queries.ts"
import { Progress } from "@/components/ui/progress.tsx"
import { texts } from "@/texts.ts"

/** How many projects of the plan the organization uses, also those that the reader does not see. */
export function ProjectUsage() {
  const { data } = useUsage()
  const meter = data?.meters.find(({ limitName }) => limitName === "projects")
  if (!meter) return null
  const { limit, used: active } = meter
  const used = texts.projects.used(`${active}`, limit)
  const full = limit !== null && active >= limit
  return (
    <div className="flex items-center gap-3 text-xs text-muted-foreground">
      {limit !== null && <Progress value={Math.min(100, (active / limit) * 100)} aria-label={used} className="w-24" />}
      <span className="font-medium tabular-nums" title={limit === null ? texts.projects.unlimited : undefined}>
        {used}
      </span>
      {full && (
        <Link
          to="/billing"
          className="rounded-sm font-medium text-foreground underline underline-offset-4 outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
        >
          {texts.projects.seePlans}
        </Link>
      )}
    </div>
  )
}
