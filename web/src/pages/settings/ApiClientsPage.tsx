import { Scope } from "@tango/contracts/Permissions"
import type { ApiClientSecret } from "@tango/contracts/api/IdentityApi"
import { BotIcon } from "lucide-react"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useApiClients } from "@/api/queries.ts"
import { useCreate } from "@/api/useCreate.ts"
import { useQueryClient } from "@tanstack/react-query"
import { Copyable } from "@/components/Copyable.tsx"
import { EmptyState } from "@/components/EmptyState.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { ApiClientCard } from "@/settings/ApiClientCard.tsx"
import { NameDialog } from "@/settings/NameDialog.tsx"
import { Check } from "@/settings/SettingForm.tsx"
import { ShownOnce } from "@/settings/ShownOnce.tsx"
import { texts } from "@/texts.ts"

type Secret = typeof ApiClientSecret.Type

export function Component() {
  const clients = useApiClients()
  const [secret, setSecret] = useState<Secret>()
  return (
    <>
      <PageHeader
        title={texts.settings.places.apiClients}
        text={texts.settings.apiText}
        action={<Create onMade={setSecret} />}
      />
      <QueryState query={clients}>
        {({ clients: items, tokenUrl }) => (
          <div className="grid gap-5">
            {items.length === 0 ? (
              <EmptyState icon={BotIcon} title={texts.settings.apiEmptyTitle} text={texts.settings.apiEmptyText} />
            ) : (
              items.map((client) => <ApiClientCard key={client.clientId} client={client} onSecret={setSecret} />)
            )}
            <Copyable label={texts.settings.tokenUrl} value={tokenUrl} />
          </div>
        )}
      </QueryState>
      {secret && secret.clientSecret !== null && (
        <ShownOnce onClose={() => setSecret(undefined)}>
          <Copyable label={texts.settings.clientId} value={secret.client.clientId} />
          <Copyable label={texts.settings.secret} value={secret.clientSecret} />
        </ShownOnce>
      )}
    </>
  )
}

function Create({ onMade }: { onMade: (secret: Secret) => void }) {
  const [scopes, setScopes] = useState<ReadonlyArray<Scope>>(["projects:read"])
  const queryClient = useQueryClient()
  const create = useCreate((name: string, key) =>
    api((clients) => clients.apiClients.create({ payload: { name, scopes }, headers: { "idempotency-key": key } })),
  )
  return (
    <NameDialog
      button={texts.settings.createClient}
      text={texts.settings.createClientText}
      label={texts.settings.clientName}
      submit={texts.settings.create}
      change={create}
      onMade={(made) => {
        void queryClient.invalidateQueries({ queryKey: ["api-clients"] })
        onMade(made)
      }}
    >
      <fieldset className="grid gap-2">
        <legend className="mb-2 text-sm font-medium">{texts.settings.scopes}</legend>
        {Scope.literals.map((scope) => (
          <Check
            key={scope}
            checked={scopes.includes(scope)}
            onChange={(on) => setScopes(Scope.literals.filter((each) => (each === scope ? on : scopes.includes(each))))}
          >
            {texts.settings.scopeNames[scope]}
          </Check>
        ))}
      </fieldset>
    </NameDialog>
  )
}
