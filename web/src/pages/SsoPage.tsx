import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { Link } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { Note } from "@/components/Note.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Input } from "@/components/ui/input.tsx"
import { departForSso } from "@/session/depart.ts"
import { LogInUnavailable } from "@/session/LogInUnavailable.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

export function Component() {
  const [who, setWho] = useState("")
  const depart = useMutation({ mutationFn: departForSso })
  const find = useMutation({
    mutationFn: (email: string) => api((clients) => clients.credentials.findSso({ payload: { email } })),
    onSuccess: ({ connections }) => {
      const [only] = connections
      if (only && connections.length === 1) depart.mutate({ connectionId: only.connectionId })
    },
  })
  const next = (name: string) => {
    depart.reset()
    if (name.includes("@")) find.mutate(name)
    else {
      find.reset()
      depart.mutate({ organizationSlug: name.toLowerCase() })
    }
  }
  const connections = find.data?.connections
  const error = depart.error ?? find.error
  const pending = find.isPending || depart.isPending || depart.isSuccess
  return (
    <AuthLayout title={texts.sso.title} text={texts.sso.text}>
      <LogInUnavailable />
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!pending && who.trim() !== "") next(who.trim())
        }}
      >
        <Field label={texts.sso.field} hint={texts.sso.hint}>
          {(control) => (
            <Input
              {...control}
              name="sso"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              maxLength={254}
              value={who}
              onChange={(event) => setWho(event.target.value)}
            />
          )}
        </Field>
        {error && <ErrorNotice error={error} />}
        {connections?.length === 0 && <Note>{texts.sso.none}</Note>}
        <PendingButton type="submit" size="lg" pending={pending}>
          {texts.sso.next}
        </PendingButton>
      </form>
      {connections && connections.length > 1 && (
        <section className="grid gap-2">
          <h2 className="font-semibold">{texts.sso.choose}</h2>
          {connections.map(({ connectionId, name, organizationName }) => (
            <Button key={connectionId} variant="outline" onClick={() => depart.mutate({ connectionId })}>
              {`${organizationName} · ${name}`}
            </Button>
          ))}
        </section>
      )}
      <Button asChild variant="link" className="justify-self-start">
        <Link to="/login">{texts.sso.back}</Link>
      </Button>
    </AuthLayout>
  )
}
