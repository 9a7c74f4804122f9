import type { Plan } from "@tango/contracts/Plans"
import { CheckIcon } from "lucide-react"
import { formatBytes } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

/** What a plan includes, as a list. */
export function PlanContents({ plan: { limits, features, title } }: { plan: Plan }) {
  const lines = [
    texts.billing.limitProjects(limits.projects),
    texts.billing.limitSeats(limits.seats),
    texts.billing.limitStorage(limits.storageBytes === null ? null : formatBytes(limits.storageBytes)),
    ...features.map((feature) => texts.billing.features[feature]),
  ]
  return (
    <ul className="grid content-start gap-2" aria-label={`${title}: ${texts.billing.includes}`}>
      {lines.map((line) => (
        <li key={line} className="flex gap-2">
          <CheckIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-brand" />
          {line}
        </li>
      ))}
    </ul>
  )
}
