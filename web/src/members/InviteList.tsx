import type { InvitationOutcome } from "@tango/contracts/api/IdentityApi"
import type { Role } from "@tango/contracts/Permissions"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useCreate } from "@/api/useCreate.ts"
import { SeatQuestion, useSeatsMissing } from "@/billing/SeatQuestion.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "@/components/ui/dialog.tsx"
import { Textarea } from "@/components/ui/textarea.tsx"
import { texts } from "@/texts.ts"
import { RoleSelect } from "./RoleSelect.tsx"

/** A pasted list of addresses; afterwards, what became of each. */
export function InviteList({ onOne }: { onOne: () => void }) {
  const [text, setText] = useState("")
  const [role, setRole] = useState<Role>("member")
  const queryClient = useQueryClient()
  const invite = useCreate((payload: { emails: ReadonlyArray<string>; role: Role }, key) =>
    api((clients) => clients.members.inviteList({ payload, headers: { "idempotency-key": key } })),
  )
  const emails = text.split(/[\s,;]+/u).filter((email) => email !== "")
  const [agreed, setAgreed] = useState(false)
  const people = new Set(emails.filter((email) => email.includes("@"))).size
  const asks = useSeatsMissing(people) > 0 && !agreed
  if (invite.data) return <Outcomes results={invite.data.results} />
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (invite.isPending || asks || emails.length === 0) return
        invite.mutate(
          { emails, role },
          {
            onSuccess: () => {
              void queryClient.invalidateQueries({ queryKey: ["members"] })
              void queryClient.invalidateQueries({ queryKey: ["seats"] })
            },
          },
        )
      }}
    >
      <DialogHeader>
        <DialogTitle>{texts.members.inviteTitle}</DialogTitle>
        <DialogDescription>{texts.members.inviteText}</DialogDescription>
      </DialogHeader>
      <Field label={texts.members.emails} hint={texts.members.emailsHint}>
        {(control) => (
          <Textarea {...control} required rows={6} value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <Field label={texts.members.role} hint={texts.roleHints[role]}>
        {(control) => <RoleSelect {...control} value={role} onChange={setRole} />}
      </Field>
      <SeatQuestion people={people} agreed={agreed} onAgree={setAgreed} />
      {invite.error && <ErrorNotice error={invite.error} />}
      <DialogFooter>
        <Button type="button" variant="outline" onClick={onOne}>
          {texts.members.one}
        </Button>
        <PendingButton type="submit" pending={invite.isPending} disabled={asks}>
          {texts.members.send}
        </PendingButton>
      </DialogFooter>
    </form>
  )
}

function Outcomes({ results }: { results: ReadonlyArray<typeof InvitationOutcome.Type> }) {
  return (
    <div className="grid gap-5">
      <DialogHeader>
        <DialogTitle>{texts.members.outcomesTitle}</DialogTitle>
        <DialogDescription className="sr-only">{texts.members.outcome}</DialogDescription>
      </DialogHeader>
      <ul className="grid max-h-80 gap-2 overflow-y-auto" aria-label={texts.members.outcomesTitle}>
        {results.map(({ email, outcome }) => (
          <li key={email} className="flex items-center justify-between gap-3">
            <span className="min-w-0 truncate">{email}</span>
            <Badge variant={outcome === "invited" ? "success" : "warning"}>{texts.members.outcomes[outcome]}</Badge>
          </li>
        ))}
      </ul>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{texts.settings.done}</Button>
        </DialogClose>
      </DialogFooter>
    </div>
  )
}
