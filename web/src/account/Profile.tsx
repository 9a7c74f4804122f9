import type { Account } from "@tango/contracts/api/IdentityApi"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { toast } from "sonner"
import { api, session } from "@/api/api.ts"
import { accountQuery } from "@/api/queries.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { fieldError } from "@/components/fieldErrors.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"
import { Section } from "./Section.tsx"

function NameForm({ account }: { account: typeof Account.Type }) {
  const [name, setName] = useState(account.name)
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: () => api((clients) => clients.account.update({ payload: { name: name.trim() } })),
    onSuccess: (changed) => {
      queryClient.setQueryData(accountQuery.queryKey, changed)
      void queryClient.invalidateQueries({ queryKey: ["members"] })
      const state = session.state()
      if (state.status === "authenticated") {
        session.set({ ...state.session, member: { ...state.session.member, name: changed.name } })
      }
      toast.success(texts.account.saved)
    },
  })
  return (
    <form
      className="grid max-w-sm gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!save.isPending && name.trim() !== "") save.mutate()
      }}
    >
      <Field label={texts.account.name} error={fieldError(save.error, "name")}>
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {save.error && <ErrorNotice error={save.error} fields={["name"]} />}
      <PendingButton type="submit" className="justify-self-start" pending={save.isPending}>
        {texts.account.save}
      </PendingButton>
    </form>
  )
}

function EmailForm({ account }: { account: typeof Account.Type }) {
  const [email, setEmail] = useState("")
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: () => api((clients) => clients.account.changeEmail({ payload: { email } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountQuery.queryKey }),
  })
  return (
    <form
      className="grid max-w-sm gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!change.isPending) change.mutate()
      }}
    >
      <Field label={texts.account.newEmail} error={fieldError(change.error, "email")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="email"
            required
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      {change.error && <ErrorNotice error={change.error} fields={["email"]} />}
      <p role="status" className="text-muted-foreground empty:hidden">
        {change.isSuccess ? texts.account.emailSent(account.email) : ""}
      </p>
      <PendingButton type="submit" variant="outline" className="justify-self-start" pending={change.isPending}>
        {texts.account.changeEmail}
      </PendingButton>
    </form>
  )
}

export function Profile({ account }: { account: typeof Account.Type }) {
  const { email, pendingEmail } = account
  return (
    <>
      <Section title={texts.account.profile}>
        <NameForm account={account} />
      </Section>
      <Section
        title={texts.account.email}
        text={[texts.account.emailText(email), pendingEmail ? texts.account.emailPending(pendingEmail) : ""].join(" ")}
      >
        <EmailForm account={account} />
      </Section>
    </>
  )
}
