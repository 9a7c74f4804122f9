import { OrganizationChoice } from "@tango/contracts/api/IdentityApi"
import { useMutation } from "@tanstack/react-query"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { useEffect, useState } from "react"
import { Link, useLocation, useNavigate } from "react-router"
import { api, session } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Button } from "@/components/ui/button.tsx"
import { CreateOrganization } from "@/session/CreateOrganization.tsx"
import { type Choice, enter as enterWith, goOnElsewhere } from "@/session/logIn.ts"
import { OrganizationList } from "@/session/OrganizationList.tsx"
import { OtherOrganizations } from "@/session/OtherOrganizations.tsx"
import { useSession } from "@/session/useSession.ts"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { Splash } from "@/components/Splash.tsx"
import { texts } from "@/texts.ts"

const decodeChoice = Schema.decodeUnknownOption(OrganizationChoice)

function Choose({ choice }: { choice: Choice }) {
  const navigate = useNavigate()
  const enter = useMutation({
    mutationFn: (organizationId: Choice["organizations"][number]["organizationId"]) =>
      api((clients) => clients.session.exchange({ payload: { organizationId } })),
    onSuccess: (opened) => enterWith(opened, navigate),
    onError: (error) => void goOnElsewhere(error, navigate),
  })
  const first = choice.organizations.length === 0
  return (
    <AuthLayout
      title={first ? texts.organizations.titleFirst : texts.organizations.title}
      text={
        <>
          {first && <p className="mb-2">{texts.organizations.textFirst}</p>}
          <p>{texts.organizations.signedInAs(choice.email)}</p>
        </>
      }
    >
      {enter.error && <ErrorNotice error={enter.error} />}
      {!first && (
        <OrganizationList
          organizations={choice.organizations}
          entering={enter.isPending ? enter.variables : undefined}
          onEnter={(organizationId) => enter.mutate(organizationId)}
        />
      )}
      <CreateOrganization first={first} />
    </AuthLayout>
  )
}

export function Component() {
  // The choice travels in the history entry, so a reload keeps it and no other tab sees it.
  const choice = Option.getOrUndefined(decodeChoice(useLocation().state))
  const state = useSession()
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    if (!choice) session.start().catch(setError)
  }, [choice])
  if (choice) return <Choose choice={choice} />
  if (state.status === "authenticated") return <OtherOrganizations session={state.session} />
  if (error) throw error
  if (state.status === "starting") return <Splash />
  return (
    <AuthLayout title={texts.organizations.expiredTitle} text={texts.organizations.expiredText}>
      <Button asChild size="lg">
        <Link to="/login">{texts.organizations.toLogIn}</Link>
      </Button>
    </AuthLayout>
  )
}
