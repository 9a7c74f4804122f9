import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { CheckYourMail } from "@/session/CheckYourMail.tsx"
import { EmailField } from "@/session/EmailField.tsx"
import { LogInUnavailable } from "@/session/LogInUnavailable.tsx"
import { OtherWays } from "@/session/OtherWays.tsx"
import { PasswordForm } from "@/session/PasswordForm.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

export function Component() {
  const [email, setEmail] = useState("")
  const [withPassword, setWithPassword] = useState(useLocation().state === "password")
  const send = useMutation({
    mutationFn: () => api((clients) => clients.session.sendMagicLink({ payload: { email } })),
  })
  if (send.isSuccess) return <CheckYourMail email={email} onOther={send.reset} />
  return (
    <AuthLayout title={texts.auth.logInTitle} text={texts.auth.logInText}>
      <LogInUnavailable />
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
          <EmailField email={email} error={send.error} onChange={setEmail} />
          {send.error && <ErrorNotice error={send.error} fields={["email"]} />}
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
      <div className="grid gap-2">
        <Button variant="outline" size="lg" onClick={() => setWithPassword(!withPassword)}>
          {withPassword ? texts.auth.useLink : texts.auth.usePassword}
        </Button>
        <OtherWays />
      </div>
    </AuthLayout>
  )
}
