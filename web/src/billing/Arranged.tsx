import { CalendarClockIcon } from "lucide-react"
import { plans, prices } from "@tango/contracts/Plans"
import { api } from "@/api/api.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert.tsx"
import { formatDate } from "@/lib/format.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import type { Subscription } from "./CurrentPlan.tsx"
import { useBillingAction } from "./useBillingAction.ts"

function Notice(props: { title: string; text: string; action: string; pending: boolean; onAction: () => void }) {
  const mayChange = useAllowed("billing:write")
  return (
    <Alert variant="brand" role="status">
      <CalendarClockIcon aria-hidden />
      <AlertTitle>{props.title}</AlertTitle>
      <AlertDescription>
        <p>{props.text}</p>
        {mayChange && (
          <PendingButton size="sm" variant="outline" pending={props.pending} onClick={props.onAction}>
            {props.action}
          </PendingButton>
        )}
      </AlertDescription>
    </Alert>
  )
}

/** What comes by itself, and the button that takes it back. */
export function Arranged({ subscription: { cancelAt, scheduled } }: { subscription: Subscription }) {
  const reactivate = useBillingAction(
    () => api((clients) => clients.subscription.reactivate()),
    texts.billing.reactivated,
  )
  const keep = useBillingAction(() => api((clients) => clients.subscription.keep()), texts.billing.kept)
  if (cancelAt !== null)
    return (
      <Notice
        title={texts.billing.endingTitle(formatDate(cancelAt))}
        text={texts.billing.endingText}
        action={texts.billing.reactivate}
        pending={reactivate.isPending}
        onAction={() => reactivate.mutate()}
      />
    )
  if (scheduled === null) return null
  const { at, price, seats } = scheduled
  return (
    <Notice
      title={texts.billing.scheduledTitle}
      text={texts.billing.scheduledText(plans[prices[price].plan].title, seats, formatDate(at))}
      action={texts.billing.keep}
      pending={keep.isPending}
      onAction={() => keep.mutate()}
    />
  )
}
