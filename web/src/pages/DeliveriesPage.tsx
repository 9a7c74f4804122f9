import { LockIcon } from "lucide-react"
import { useState } from "react"
import { EmptyState } from "@/components/EmptyState.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { ToggleGroup, ToggleGroupItem } from "@/components/ui/toggle-group.tsx"
import { DeliveryLog } from "@/notifications/DeliveryLog.tsx"
import { SuppressionList } from "@/notifications/SuppressionList.tsx"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const views = ["log", "suppressions"] as const

export function Component() {
  const mayRead = useAllowed("deliveries:read")
  const [view, setView] = useState<(typeof views)[number]>("log")
  if (!mayRead)
    return (
      <>
        <PageHeader title={texts.deliveries.title} />
        <EmptyState icon={LockIcon} title={texts.deliveries.adminTitle} text={texts.deliveries.adminText} />
      </>
    )
  return (
    <>
      <PageHeader title={texts.deliveries.title} text={texts.deliveries.text} />
      <ToggleGroup
        type="single"
        value={view}
        aria-label={texts.deliveries.view}
        className="mb-4"
        onValueChange={(value) => setView(views.find((each) => each === value) ?? view)}
      >
        {views.map((each) => (
          <ToggleGroupItem key={each} value={each}>
            {texts.deliveries.views[each]}
          </ToggleGroupItem>
        ))}
      </ToggleGroup>
      {view === "log" ? <DeliveryLog /> : <SuppressionList />}
    </>
  )
}
