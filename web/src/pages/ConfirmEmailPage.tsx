import { LoaderCircleIcon } from "lucide-react"
import { useEffect, useState } from "react"
import { Link, useSearchParams } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Button } from "@/components/ui/button.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

// The token works once, and a second render must get the first one's answer.
const confirmations = new Map<string, Promise<{ readonly newEmail: string }>>()
const confirm = (token: string) => {
  const confirmed = confirmations.get(token) ?? api((clients) => clients.emailChange.confirm({ payload: { token } }))
  confirmations.set(token, confirmed)
  return confirmed
}

/** Where the link in the mail to the present address leads. */
export function Component() {
  const token = useSearchParams()[0].get("token") ?? ""
  const [newEmail, setNewEmail] = useState<string>()
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    confirm(token).then((answer) => setNewEmail(answer.newEmail), setError)
  }, [token])
  if (newEmail !== undefined) {
    return <AuthLayout title={texts.account.confirmTitle} text={texts.account.confirmText(newEmail)} children={null} />
  }
  return (
    <AuthLayout title={texts.account.confirming}>
      {error === undefined ? (
        <LoaderCircleIcon aria-hidden className="size-6 animate-spin text-brand" />
      ) : (
        <>
          <ErrorNotice error={error} />
          <Button asChild size="lg">
            <Link to="/account">{texts.account.title}</Link>
          </Button>
        </>
      )}
    </AuthLayout>
  )
}
