import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { accountQuery } from "@/api/queries.ts"
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
  DialogTrigger,
} from "@/components/ui/dialog.tsx"
import { texts } from "@/texts.ts"

export function RemoveFactor({ kind, label }: { kind: "totp" | "sms"; label: string }) {
  const [open, setOpen] = useState(false)
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api((clients) => (kind === "totp" ? clients.account.removeTotp() : clients.account.removeSms())),
    onSuccess: () => {
      setOpen(false)
      void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
      toast.success(texts.account.removed)
    },
  })
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="outline" size="sm" aria-label={`${texts.account.remove}: ${label}`}>
          {texts.account.remove}
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{texts.account.removeTitle}</DialogTitle>
          <DialogDescription>{texts.account.removeText}</DialogDescription>
        </DialogHeader>
        {remove.error && <ErrorNotice error={remove.error} />}
        <DialogFooter>
          <DialogClose asChild>
            <Button variant="outline">{texts.app.cancel}</Button>
          </DialogClose>
          <PendingButton pending={remove.isPending} onClick={() => remove.mutate()}>
            {texts.account.remove}
          </PendingButton>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
