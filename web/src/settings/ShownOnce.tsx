import type { ReactNode } from "react"
import { Button } from "@/components/ui/button.tsx"
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx"
import { texts } from "@/texts.ts"

/** A secret, before it is gone. */
export function ShownOnce({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{texts.settings.onceTitle}</DialogTitle>
          <DialogDescription>{texts.settings.onceText}</DialogDescription>
        </DialogHeader>
        {children}
        <DialogFooter>
          <Button onClick={onClose}>{texts.settings.done}</Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
