import type { Role } from "@tango/contracts/Permissions"
import { useQueryClient } from "@tanstack/react-query"
import { UserPlusIcon } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { useCreate } from "@/api/useCreate.ts"
import { SeatQuestion, useSeatsMissing } from "@/billing/SeatQuestion.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { fieldError } from "@/components/fieldErrors.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"
import { InviteList } from "./InviteList.tsx"
import { RoleSelect } from "./RoleSelect.tsx"

export function InviteMember() {
  const [open, setOpen] = useState(false)
  const [several, setSeveral] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <UserPlusIcon aria-hidden />
          {texts.members.invite}
        </Button>
      </DialogTrigger>
      <DialogContent>
        {several ? (
          <InviteList onOne={() => setSeveral(false)} />
        ) : (
          <InviteForm onDone={() => setOpen(false)} onSeveral={() => setSeveral(true)} />
        )}
      </DialogContent>
    </Dialog>
  )
}

function InviteForm({ onDone, onSeveral }: { onDone: () => void; onSeveral: () => void }) {
  const [email, setEmail] = useState("")
  const [name, setName] = useState("")
  const [role, setRole] = useState<Role>("member")
  const [agreed, setAgreed] = useState(false)
  const asks = useSeatsMissing() > 0 && !agreed
  const queryClient = useQueryClient()
  const invite = useCreate((payload: { email: string; role: Role; name?: string }, key) =>
    api((clients) => clients.members.invite({ payload, headers: { "idempotency-key": key } })),
  )
  const submit = () =>
    invite.mutate(
      { email, role, ...(name.trim() === "" ? {} : { name: name.trim() }) },
      {
        onSuccess: (member) => {
          void queryClient.invalidateQueries({ queryKey: ["members"] })
          void queryClient.invalidateQueries({ queryKey: ["seats"] })
          toast.success(texts.members.sent(member.email))
          onDone()
        },
      },
    )
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!invite.isPending && !asks) submit()
      }}
    >
      <DialogHeader>
        <DialogTitle>{texts.members.inviteTitle}</DialogTitle>
        <DialogDescription>{texts.members.inviteText}</DialogDescription>
      </DialogHeader>
      <Field label={texts.members.email} error={fieldError(invite.error, "email")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            required
            maxLength={254}
            placeholder={texts.members.emailPlaceholder}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label={texts.members.name} optional error={fieldError(invite.error, "name")}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={100}
            placeholder={texts.members.namePlaceholder}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={texts.members.role} hint={texts.roleHints[role]}>
        {(control) => <RoleSelect {...control} value={role} onChange={setRole} />}
      </Field>
      <SeatQuestion agreed={agreed} onAgree={setAgreed} />
      {invite.error && <ErrorNotice error={invite.error} fields={["email", "name"]} />}
      <DialogFooter>
        <Button type="button" variant="outline" onClick={onSeveral}>
          {texts.members.list}
        </Button>
        <PendingButton type="submit" pending={invite.isPending} disabled={asks}>
          {texts.members.send}
        </PendingButton>
      </DialogFooter>
    </form>
  )
}
