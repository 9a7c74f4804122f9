import { useOrganization, useSettings } from "@/api/queries.ts"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Joining } from "@/settings/Joining.tsx"
import { LogInRules } from "@/settings/LogInRules.tsx"
import { Logo } from "@/settings/Logo.tsx"
import { Profile } from "@/settings/Profile.tsx"
import { texts } from "@/texts.ts"

export function Component() {
  const organization = useOrganization()
  const settings = useSettings()
  return (
    <>
      <PageHeader title={texts.settings.places.organization} />
      <div className="grid gap-5">
        <QueryState query={organization}>
          {(own) => (
            <>
              <Profile organization={own} />
              <Logo organization={own} />
            </>
          )}
        </QueryState>
        <QueryState query={settings}>
          {({ joining, logIn }) => (
            <>
              <Joining joining={joining} />
              <LogInRules rules={logIn} />
            </>
          )}
        </QueryState>
      </div>
    </>
  )
}
