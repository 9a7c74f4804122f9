import type { Account } from "@tango/contracts/api/IdentityApi"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { accountQuery } from "@/api/queries.ts"
import { toastError } from "@/components/toastError.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Dialog, DialogContent, DialogHeader, DialogTitle, DialogTrigger } from "@/components/ui/dialog.tsx"
import { RecoveryCodes } from "@/session/RecoveryCodes.tsx"
import { texts } from "@/texts.ts"
import { RemoveFactor } from "./RemoveFactor.tsx"
import { Section } from "./Section.tsx"
import { SetUpPhone } from "./SetUpPhone.tsx"
import { SetUpTotp } from "./SetUpTotp.tsx"

type Kind = "totp" | "sms"

function SetUp({ kind, label }: { kind: Kind; label: string }) {
  const [open, setOpen] = useState(false)
  const queryClient = useQueryClient()
  const done = () => {
    setOpen(false)
    void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
    toast.success(texts.account.added)
  }
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="outline" size="sm" aria-label={`${texts.account.setUp}: ${label}`}>
          {texts.account.setUp}
        </Button>
      </DialogTrigger>
      <DialogContent aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>{label}</DialogTitle>
        </DialogHeader>
        {kind === "totp" ? <SetUpTotp onDone={done} /> : <SetUpPhone onDone={done} />}
      </DialogContent>
    </Dialog>
  )
}

function Factor({ kind, label, on }: { kind: Kind; label: string; on: string | undefined }) {
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <span className="grid min-w-0 flex-1 gap-1">
        <span className="font-medium">{label}</span>
        <Badge variant={on ? "success" : "outline"}>{on ?? texts.account.off}</Badge>
      </span>
      {on ? <RemoveFactor kind={kind} label={label} /> : <SetUp kind={kind} label={label} />}
    </li>
  )
}

function NewRecoveryCodes() {
  const rotate = useMutation({
    mutationFn: () => api((clients) => clients.account.rotateRecoveryCodes()),
    onError: toastError,
  })
  return (
    <Dialog open={rotate.isSuccess} onOpenChange={(open) => open || rotate.reset()}>
      <Button variant="outline" size="sm" className="justify-self-start" onClick={() => rotate.mutate()}>
        {texts.account.newCodes}
      </Button>
      <DialogContent aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>{texts.account.newCodesTitle}</DialogTitle>
        </DialogHeader>
        {rotate.data && <RecoveryCodes codes={rotate.data.recoveryCodes} />}
      </DialogContent>
    </Dialog>
  )
}

export function SecondStep({ account: { secondFactor } }: { account: typeof Account.Type }) {
  const { phone, required, totp } = secondFactor
  return (
    <Section
      title={texts.account.secondStep}
      text={[texts.account.secondStepText, required ? texts.account.required : ""].join(" ")}
    >
      <ul className="divide-y">
        <Factor kind="totp" label={texts.account.totp} on={totp ? texts.account.totpOn : undefined} />
        <Factor kind="sms" label={texts.account.sms} on={phone ?? undefined} />
      </ul>
      {totp && <NewRecoveryCodes />}
    </Section>
  )
}
