import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { Link, useLocation, useNavigate, useSearchParams } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { EmailField } from "@/session/EmailField.tsx"
import { goOn } from "@/session/logIn.ts"
import { NewPassword } from "@/session/NewPassword.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

function BackToLogIn() {
  return (
    <Button asChild variant="link" className="justify-self-start">
      <Link to="/login">{texts.reset.backToLogIn}</Link>
    </Button>
  )
}

function AskForLink() {
  const given: unknown = useLocation().state
  const [email, setEmail] = useState(String(Reflect.get(Object(given), "email") ?? ""))
  const send = useMutation({
    mutationFn: () => api((clients) => clients.credentials.startPasswordReset({ payload: { email } })),
  })
  return (
    <AuthLayout
      title={send.isSuccess ? texts.reset.sentTitle : texts.reset.askTitle}
      text={<p role="status">{send.isSuccess ? texts.reset.sentText(email) : texts.reset.askText}</p>}
    >
      {!send.isSuccess && (
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
            {texts.reset.send}
          </PendingButton>
        </form>
      )}
      <BackToLogIn />
    </AuthLayout>
  )
}

function Choose({ token }: { token: string }) {
  const [password, setPassword] = useState("")
  const navigate = useNavigate()
  const save = useMutation({
    mutationFn: () => api((clients) => clients.credentials.finishPasswordReset({ payload: { token, password } })),
    onSuccess: (answer) => goOn(answer, navigate),
  })
  if (save.error?.problem?._tag === "LinkInvalid") {
    return (
      <AuthLayout title={texts.auth.linkTitle} text={texts.auth.linkText}>
        <Button asChild size="lg">
          <Link to="/reset-password" replace>
            {texts.auth.linkAgain}
          </Link>
        </Button>
      </AuthLayout>
    )
  }
  return (
    <AuthLayout title={texts.reset.title} text={texts.reset.text}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!save.isPending) save.mutate()
        }}
      >
        <NewPassword password={password} onChange={setPassword} />
        {save.error && <ErrorNotice error={save.error} />}
        <PendingButton type="submit" size="lg" pending={save.isPending}>
          {texts.reset.save}
        </PendingButton>
      </form>
    </AuthLayout>
  )
}

/** Without a token: asks for a link. With the one from the mail: the new password. */
export function Component() {
  const token = useSearchParams()[0].get("token")
  return token ? <Choose token={token} /> : <AskForLink />
}
