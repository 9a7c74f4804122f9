import { type Feature, plans } from "@tango/contracts/Plans"
import type { ReactNode } from "react"
import { Link } from "react-router"
import { useEntitlements } from "@/api/queries.ts"
import { texts } from "@/texts.ts"
import { Note } from "./Note.tsx"

/** Whether the organization has a feature; undefined until that is known. */
const useFeature = (feature: Feature): boolean | undefined => useEntitlements().data?.features.includes(feature)

/** What needs a feature; nothing where the plan is without it, as the note beside says. */
export function FeatureGate({ feature, children }: { feature: Feature; children: ReactNode }) {
  return useFeature(feature) === false ? null : children
}

/** Says, where the plan is without the feature, which one has it. */
export function FeatureNote({ feature }: { feature: Feature }) {
  if (useFeature(feature) !== false) return null
  const having = Object.values(plans).find(({ features }) => features.includes(feature))
  return (
    <Note>
      <p>
        {texts.usage.partOf(texts.billing.features[feature], having?.title ?? "")}{" "}
        <Link to="/billing" className="font-medium underline underline-offset-4">
          {texts.usage.seePlans}
        </Link>
      </p>
    </Note>
  )
}
