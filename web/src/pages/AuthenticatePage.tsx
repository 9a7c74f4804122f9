import type { LogIn } from "@tango/contracts/api/IdentityApi"
import { LoaderCircleIcon } from "lucide-react"
import { useEffect, useState } from "react"
import { Link, useNavigate, useSearchParams } from "react-router"
import { api } from "@/api/api.ts"
import { ApiError } from "@/api/ApiError.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Button } from "@/components/ui/button.tsx"
import { goOn } from "@/session/logIn.ts"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

type TokenType = "discovery" | "multi_tenant_magic_links"
const isTokenType = (type: string | null): type is TokenType =>
  type === "discovery" || type === "multi_tenant_magic_links"

// A token works once, so a second render must get the answer of the first one's request. No answer is no use of it.
const exchanges = new Map<string, Promise<typeof LogIn.Type>>()
const exchange = (tokenType: TokenType, token: string) => {
  const exchanged =
    exchanges.get(token) ??
    api((clients) => clients.session.authenticate({ payload: { tokenType, token } })).catch((error: unknown) => {
      if (error instanceof ApiError && error.kind === "unreachable") exchanges.delete(token)
      throw error
    })
  exchanges.set(token, exchanged)
  return exchanged
}

function LinkInvalid() {
  return (
    <AuthLayout title={texts.auth.linkTitle} text={texts.auth.linkText}>
      <Button asChild size="lg">
        <Link to="/login" replace>
          {texts.auth.linkAgain}
        </Link>
      </Button>
    </AuthLayout>
  )
}

export function Component() {
  const [search] = useSearchParams()
  const type = search.get("stytch_token_type")
  const token = search.get("token")
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const [attempt, setAttempt] = useState(1)
  useEffect(() => {
    let left = false
    if (!token || !isTokenType(type)) return
    exchange(type, token).then(
      (answer) => left || goOn(answer, navigate),
      (failure: unknown) => left || setError(failure),
    )
    return () => {
      left = true
    }
  }, [type, token, navigate, attempt])

  const problem = error instanceof ApiError ? error.problem : undefined
  if (!token || !isTokenType(type) || problem?._tag === "LinkInvalid" || problem?._tag === "InvalidRequest") {
    return <LinkInvalid />
  }
  return (
    <AuthLayout title={texts.auth.authenticating} text={error ? undefined : texts.auth.authenticatingText}>
      {error ? (
        <ErrorNotice
          error={error}
          onRetry={() => {
            exchanges.delete(token)
            setError(undefined)
            setAttempt(attempt + 1)
          }}
        />
      ) : (
        <LoaderCircleIcon aria-hidden className="size-6 animate-spin text-brand" />
      )}
    </AuthLayout>
  )
}
