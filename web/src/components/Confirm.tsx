import type { UseMutationResult } from "@tanstack/react-query"
import type { ApiError } from "@/api/ApiError.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx"
import { texts } from "@/texts.ts"

/** Asks before something is done that cannot simply be undone; stays open with the reason when it was refused. */
export function Confirm({
  title,
  text,
  action,
  change,
  onClose,
}: {
  title: string
  text: string
  action: string
  change: UseMutationResult<unknown, ApiError, void>
  onClose: () => void
}) {
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{title}</DialogTitle>
          <DialogDescription>{text}</DialogDescription>
        </DialogHeader>
        {change.error && <ErrorNotice error={change.error} />}
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="outline">{texts.app.cancel}</Button>
          </DialogClose>
          <PendingButton
            pending={change.isPending}
            onClick={() => change.mutate(undefined, { onSuccess: () => onClose() })}
          >
            {action}
          </PendingButton>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
