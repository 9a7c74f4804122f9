import type { LogIn } from "@tango/contracts/api/IdentityApi"
import { LoaderCircleIcon } from "lucide-react"
import { useEffect, useState } from "react"
import { Link, useNavigate, useSearchParams } from "react-router"
import { api } from "@/api/api.ts"
import { ApiError } from "@/api/ApiError.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Button } from "@/components/ui/button.tsx"
import { goOn, goOnElsewhere } from "@/session/logIn.ts"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

const tokenTypes = ["discovery", "multi_tenant_magic_links", "discovery_oauth", "oauth", "sso"] as const
type TokenType = (typeof tokenTypes)[number]
const isTokenType = (type: string | null): type is TokenType => tokenTypes.some((known) => known === type)

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

/** What came back is of no use: a link that is too old, or a way over a provider that was cut short. */
function ComeAgain({ interrupted }: { interrupted: boolean }) {
  const { auth } = texts
  return (
    <AuthLayout
      title={interrupted ? auth.interruptedTitle : auth.linkTitle}
      text={interrupted ? auth.interruptedText : auth.linkText}
    >
      <Button asChild size="lg">
        <Link to="/login" replace>
          {interrupted ? auth.startAgain : auth.linkAgain}
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
      (failure: unknown) => left || goOnElsewhere(failure, navigate) || setError(failure),
    )
    return () => {
      left = true
    }
  }, [type, token, navigate, attempt])

  const problem = error instanceof ApiError ? error.problem : undefined
  if (search.has("error") || problem?._tag === "LogInInterrupted") return <ComeAgain interrupted />
  if (!token || !isTokenType(type) || problem?._tag === "LinkInvalid" || problem?._tag === "InvalidRequest") {
    return <ComeAgain interrupted={false} />
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
