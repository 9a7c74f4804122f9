import { useState } from "react"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Dialog, DialogContent } from "@/components/ui/dialog.tsx"
import { texts } from "@/texts.ts"
import { ChangePlan, type Terms } from "./ChangePlan.tsx"
import type { Subscription } from "./CurrentPlan.tsx"
import { usePortal } from "./usePortal.ts"

/** What an admin can do about a running subscription. `to` opens the dialog with that plan. */
export function ManagePlan({
  subscription,
  to,
  onTo,
}: {
  subscription: Subscription
  to: Terms | undefined
  onTo: (to: Terms | undefined) => void
}) {
  const portal = usePortal()
  const { cancelAt, overdue, price, seats } = subscription
  const [opened, setOpened] = useState(0)
  if (price === null || seats === null) return null
  const from = { price, seats }
  const open = (terms: Terms) => {
    setOpened(opened + 1)
    onTo(terms)
  }
  return (
    <div className="flex flex-wrap gap-2">
      {cancelAt === null && overdue === null && <Button onClick={() => open(from)}>{texts.billing.change}</Button>}
      <PendingButton variant="outline" pending={portal.isPending} onClick={() => portal.mutate(undefined)}>
        {texts.billing.manage}
      </PendingButton>
      <Dialog open={to !== undefined} onOpenChange={(next) => !next && onTo(undefined)}>
        <DialogContent>
          {to !== undefined && <ChangePlan key={opened} from={from} to={to} onDone={() => onTo(undefined)} />}
        </DialogContent>
      </Dialog>
    </div>
  )
}
