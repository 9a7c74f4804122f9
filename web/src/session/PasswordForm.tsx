import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { Link, useNavigate } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"
import { EmailField } from "./EmailField.tsx"
import { goOn } from "./logIn.ts"

export function PasswordForm({ email, onEmail }: { email: string; onEmail: (email: string) => void }) {
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
      <EmailField email={email} error={logIn.error} onChange={onEmail} />
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
      {logIn.error && <ErrorNotice error={logIn.error} fields={["email"]} />}
      <PendingButton type="submit" size="lg" pending={logIn.isPending}>
        {texts.auth.logIn}
      </PendingButton>
      <Button asChild variant="link" className="justify-self-start">
        <Link to="/reset-password" state={{ email }}>
          {texts.auth.forgot}
        </Link>
      </Button>
    </form>
  )
}
