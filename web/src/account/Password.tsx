import type { Account } from "@tango/contracts/api/IdentityApi"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { Link } from "react-router"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { accountQuery, ownSessionsQuery } from "@/api/queries.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Input } from "@/components/ui/input.tsx"
import { NewPassword } from "@/session/NewPassword.tsx"
import { texts } from "@/texts.ts"
import { Section } from "./Section.tsx"

export function Password({ account: { email, hasPassword } }: { account: typeof Account.Type }) {
  const [currentPassword, setCurrentPassword] = useState("")
  const [newPassword, setNewPassword] = useState("")
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: () =>
      api((clients) =>
        clients.account.setPassword({ payload: { newPassword, ...(hasPassword ? { currentPassword } : {}) } }),
      ),
    onSuccess: () => {
      setCurrentPassword("")
      setNewPassword("")
      void queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
      void queryClient.invalidateQueries({ queryKey: ownSessionsQuery.queryKey })
      toast.success(texts.account.passwordSaved)
    },
  })
  return (
    <Section
      title={texts.account.password}
      text={hasPassword ? texts.account.passwordText : texts.account.passwordNone}
    >
      <form
        className="grid max-w-sm gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!save.isPending) save.mutate()
        }}
      >
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        {hasPassword && (
          <Field label={texts.account.currentPassword}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="current-password"
                required
                maxLength={256}
                value={currentPassword}
                onChange={(event) => setCurrentPassword(event.target.value)}
              />
            )}
          </Field>
        )}
        <NewPassword password={newPassword} email={email} onChange={setNewPassword} />
        {save.error && <ErrorNotice error={save.error} />}
        <div className="flex flex-wrap items-center gap-4">
          <PendingButton type="submit" variant="outline" pending={save.isPending}>
            {hasPassword ? texts.account.changePassword : texts.account.setPassword}
          </PendingButton>
          <Button asChild variant="link">
            <Link to="/reset-password" state={{ email }}>
              {texts.account.passwordByMail}
            </Link>
          </Button>
        </div>
      </form>
    </Section>
  )
}
