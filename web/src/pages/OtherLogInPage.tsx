import { useMutation } from "@tanstack/react-query"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Link, Navigate, useLocation } from "react-router"
import { useLogInOptions } from "@/api/queries.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { departForProvider, departForSso } from "@/session/depart.ts"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

const decode = Schema.decodeUnknownOption(
  Schema.Struct({
    organizationName: Schema.String,
    organizationSlug: Schema.String,
    allowedMethods: Schema.Array(Schema.String),
  }),
)

/** An organization that does not take the log-in that was tried: the ways that it takes. */
export function Component() {
  const state = Option.getOrUndefined(decode(useLocation().state))
  const options = useLogInOptions()
  const depart = useMutation({
    mutationFn: (way: "sso" | "google" | "microsoft") =>
      way === "sso" ? departForSso({ organizationSlug: state?.organizationSlug ?? "" }) : departForProvider(way),
  })
  if (!state) return <Navigate to="/login" replace />
  const { allowedMethods, organizationName } = state
  const { methods } = texts.otherLogIn
  const allows = (method: string) => allowedMethods.includes(method)
  const providers = (options.data?.providers ?? []).filter((provider) => allows(`${provider}_oauth`))
  const ways = [...(allows("sso") ? (["sso"] as const) : []), ...providers]
  const pages = [
    ...(allows("magic_link") ? [{ state: null, label: methods.magic_link }] : []),
    ...(allows("password") ? [{ state: "password", label: methods.password }] : []),
  ]
  const leaving = depart.isPending || depart.isSuccess ? depart.variables : undefined
  return (
    <AuthLayout title={texts.otherLogIn.title(organizationName)} text={texts.otherLogIn.text}>
      {depart.error && <ErrorNotice error={depart.error} />}
      <div className="grid gap-2">
        {ways.map((way) => (
          <PendingButton
            key={way}
            size="lg"
            variant="outline"
            pending={leaving === way}
            onClick={() => depart.mutate(way)}
          >
            {way === "sso" ? methods.sso : texts.auth.providers[way]}
          </PendingButton>
        ))}
        {pages.map(({ label, state: how }) => (
          <Button key={label} asChild size="lg" variant="outline">
            <Link to="/login" state={how}>
              {label}
            </Link>
          </Button>
        ))}
        {ways.length + pages.length === 0 && <p className="text-muted-foreground">{texts.otherLogIn.none}</p>}
      </div>
    </AuthLayout>
  )
}
