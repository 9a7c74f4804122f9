import type { ScimSecret } from "@tango/contracts/api/IdentityApi"
import { FolderSyncIcon } from "lucide-react"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useScim } from "@/api/queries.ts"
import { useChange } from "@/api/useChange.ts"
import { Copyable } from "@/components/Copyable.tsx"
import { EmptyState } from "@/components/EmptyState.tsx"
import { FeatureGate, FeatureNote } from "@/components/FeatureGate.tsx"
import { Field } from "@/components/Field.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { NameDialog } from "@/settings/NameDialog.tsx"
import { ScimConnection } from "@/settings/ScimConnection.tsx"
import { ScimLog } from "@/settings/ScimLog.tsx"
import { ShownOnce } from "@/settings/ShownOnce.tsx"
import { texts } from "@/texts.ts"

const providers = [
  "generic",
  "okta",
  "microsoft-entra",
  "cyberark",
  "jumpcloud",
  "onelogin",
  "pingfederate",
  "rippling",
] as const

type Secret = typeof ScimSecret.Type

export function Component() {
  const scim = useScim()
  const [secret, setSecret] = useState<Secret>()
  return (
    <>
      <PageHeader title={texts.settings.places.scim} text={texts.settings.scimText} />
      <FeatureNote feature="sso" />
      <QueryState query={scim}>
        {({ connection }) =>
          connection === null ? (
            <EmptyState icon={FolderSyncIcon} title={texts.settings.scimEmptyTitle} text={texts.settings.scimEmptyText}>
              <FeatureGate feature="sso">
                <Connect onMade={setSecret} />
              </FeatureGate>
            </EmptyState>
          ) : (
            <div className="grid gap-5">
              <ScimConnection connection={connection} onSecret={setSecret} />
              <ScimLog />
            </div>
          )
        }
      </QueryState>
      {secret && (
        <ShownOnce onClose={() => setSecret(undefined)}>
          <Copyable label={texts.settings.scimUrl} value={secret.connection.baseUrl} />
          <Copyable label={texts.settings.scimToken} value={secret.bearerToken} />
        </ShownOnce>
      )}
    </>
  )
}

function Connect({ onMade }: { onMade: (secret: Secret) => void }) {
  const [provider, setProvider] = useState<(typeof providers)[number]>("generic")
  const create = useChange(
    (displayName: string) => api((clients) => clients.scim.create({ payload: { displayName, provider } })),
    { stale: ["scim", "scim-log"] },
  )
  return (
    <NameDialog
      button={texts.settings.scimConnect}
      text={texts.settings.scimEmptyText}
      label={texts.settings.connectionName}
      submit={texts.settings.connect}
      change={create}
      onMade={onMade}
    >
      <Field label={texts.settings.scimProvider}>
        {(control) => (
          <NativeSelect
            {...control}
            value={provider}
            onChange={(event) => setProvider(providers.find((known) => known === event.target.value) ?? provider)}
          >
            {providers.map((known) => (
              <option key={known} value={known}>
                {texts.settings.scimProviders[known]}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </NameDialog>
  )
}
