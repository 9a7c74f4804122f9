import { KeyRoundIcon } from "lucide-react"
import { api } from "@/api/api.ts"
import { useSso } from "@/api/queries.ts"
import { useChange } from "@/api/useChange.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { FeatureGate, FeatureNote } from "@/components/FeatureGate.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { NameDialog } from "@/settings/NameDialog.tsx"
import { SsoConnection } from "@/settings/SsoConnection.tsx"
import { texts } from "@/texts.ts"

export function Component() {
  const sso = useSso()
  return (
    <>
      <PageHeader
        title={texts.settings.places.sso}
        text={texts.settings.ssoText}
        action={
          <FeatureGate feature="sso">
            <Add />
          </FeatureGate>
        }
      />
      <FeatureNote feature="sso" />
      <QueryState query={sso}>
        {({ connections }) =>
          connections.length === 0 ? (
            <EmptyState icon={KeyRoundIcon} title={texts.settings.ssoEmptyTitle} text={texts.settings.ssoEmptyText} />
          ) : (
            <div className="grid gap-5">
              {connections.map((connection) => (
                <SsoConnection key={connection.connectionId} connection={connection} />
              ))}
            </div>
          )
        }
      </QueryState>
    </>
  )
}

function Add() {
  const options = { stale: ["sso"], done: texts.settings.saved }
  const saml = useChange(
    (displayName: string) => api((clients) => clients.sso.createSaml({ payload: { displayName } })),
    options,
  )
  const oidc = useChange(
    (displayName: string) => api((clients) => clients.sso.createOidc({ payload: { displayName } })),
    options,
  )
  const common = {
    text: texts.settings.ssoEmptyText,
    label: texts.settings.connectionName,
    submit: texts.settings.create,
  }
  return (
    <div className="flex flex-wrap gap-2">
      <NameDialog button={texts.settings.addSaml} change={saml} {...common} />
      <NameDialog button={texts.settings.addOidc} change={oidc} variant="outline" {...common} />
    </div>
  )
}
