import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { useNavigate } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Input } from "@/components/ui/input.tsx"
import { goOn } from "@/session/logIn.ts"
import { CheckYourMail } from "@/session/CheckYourMail.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

function EmailField({ email, onChange }: { email: string; onChange: (email: string) => void }) {
  return (
    <Field label={texts.auth.email}>
      {(control) => (
        <Input
          {...control}
          type="email"
          name="email"
          autoComplete="username"
          inputMode="email"
          required
          maxLength={254}
          placeholder={texts.auth.emailPlaceholder}
          value={email}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function PasswordForm({ email, onEmail }: { email: string; onEmail: (email: string) => void }) {
  const [password, setPassword] = useState("")
  const navigate = useNavigate()
  const logIn = useMutation({
    mutationFn: () => api((clients) => clients.session.password({ payload: { email, password } })),
    onSuccess: (answer) => goOn(answer, navigate),
  })
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!logIn.isPending) logIn.mutate()
      }}
    >
      <EmailField email={email} onChange={onEmail} />
      <Field label={texts.auth.password}>
        {(control) => (
          <Input
            {...control}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {logIn.error && <ErrorNotice error={logIn.error} />}
      <PendingButton type="submit" size="lg" pending={logIn.isPending}>
        {texts.auth.logIn}
      </PendingButton>
    </form>
  )
}

export function Component() {
  const [email, setEmail] = useState("")
  const [withPassword, setWithPassword] = useState(false)
  const send = useMutation({
    mutationFn: () => api((clients) => clients.session.sendMagicLink({ payload: { email } })),
  })
  if (send.isSuccess) return <CheckYourMail email={email} onOther={send.reset} />
  return (
    <AuthLayout title={texts.auth.logInTitle} text={texts.auth.logInText}>
      {withPassword ? (
        <PasswordForm email={email} onEmail={setEmail} />
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            if (!send.isPending) send.mutate()
          }}
        >
          <EmailField email={email} onChange={setEmail} />
          {send.error && <ErrorNotice error={send.error} />}
          <PendingButton type="submit" size="lg" pending={send.isPending}>
            {texts.auth.sendLink}
          </PendingButton>
        </form>
      )}
      <div className="flex items-center gap-3 text-xs text-muted-foreground">
        <span className="h-px flex-1 bg-border" />
        {texts.auth.or}
        <span className="h-px flex-1 bg-border" />
      </div>
      <Button variant="outline" size="lg" onClick={() => setWithPassword(!withPassword)}>
        {withPassword ? texts.auth.useLink : texts.auth.usePassword}
      </Button>
    </AuthLayout>
  )
}
