import { TriangleAlertIcon } from "lucide-react"
import { Link } from "react-router"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert.tsx"
import { Button } from "@/components/ui/button.tsx"
import { formatDate, formatMoney } from "@/lib/format.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import type { Subscription } from "./CurrentPlan.tsx"
import { usePortal } from "./usePortal.ts"

/** What is not paid, what follows and what to do; in short for the frame around every page. */
export function OverdueNotice({ subscription, short = false }: { subscription: Subscription; short?: boolean }) {
  const mayPay = useAllowed("billing:write")
  const portal = usePortal()
  const { overdue } = subscription
  if (overdue === null) return null
  const { amount, currency, endsAt, payUrl, restrictedAt, stage } = overdue
  const date = formatDate(stage === "grace" ? restrictedAt : endsAt)
  return (
    <Alert variant={stage === "grace" ? "warning" : "destructive"} role="alert" className="mb-6">
      <TriangleAlertIcon aria-hidden />
      <AlertTitle>{texts.billing.overdueTitle[stage]}</AlertTitle>
      <AlertDescription>
        <p>{texts.billing.overdueText[stage](formatMoney(amount, currency), date)}</p>
        {mayPay ? (
          <div className="flex flex-wrap gap-2">
            {payUrl !== null && (
              <Button size="sm" asChild>
                <a href={payUrl}>{texts.billing.payNow}</a>
              </Button>
            )}
            {short ? (
              <Button size="sm" variant="outline" asChild>
                <Link to="/billing">{texts.billing.toBillingShort}</Link>
              </Button>
            ) : (
              <PendingButton
                size="sm"
                variant="outline"
                pending={portal.isPending}
                onClick={() => portal.mutate("payment_method")}
              >
                {texts.billing.otherCard}
              </PendingButton>
            )}
          </div>
        ) : (
          <p>{texts.billing.overdueAsk}</p>
        )}
      </AlertDescription>
    </Alert>
  )
}
