import { useState } from "react"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"
import { Refusal } from "./SettingForm.tsx"
import type { Connection } from "./SsoConnection.tsx"

const stale = { stale: ["sso"], done: texts.settings.connected }

/** What the identity provider says of itself. */
export function SsoProvider({ connection }: { connection: Connection }) {
  return connection.kind === "saml" ? <Saml connection={connection} /> : <Oidc connection={connection} />
}

function Saml({ connection: { connectionId } }: { connection: Connection }) {
  const [metadataUrl, setMetadataUrl] = useState("")
  const change = useChange(
    () => api((clients) => clients.sso.configureSaml({ params: { connectionId }, payload: { metadataUrl } })),
    stale,
  )
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!change.isPending) change.mutate()
      }}
    >
      <Field label={texts.settings.metadataUrl}>
        {(control) => (
          <Input
            {...control}
            type="url"
            required
            value={metadataUrl}
            onChange={(event) => setMetadataUrl(event.target.value)}
          />
        )}
      </Field>
      <Refusal error={change.error} />
      <div>
        <PendingButton type="submit" variant="outline" pending={change.isPending}>
          {texts.settings.connect}
        </PendingButton>
      </div>
    </form>
  )
}

function Oidc({ connection }: { connection: Connection }) {
  const [payload, setPayload] = useState({
    issuer: connection.issuer,
    clientId: connection.clientId ?? "",
    clientSecret: "",
  })
  const params = { connectionId: connection.connectionId }
  const change = useChange(() => api((clients) => clients.sso.configureOidc({ params, payload })), stale)
  const fields = [
    ["issuer", texts.settings.issuer, "url"],
    ["clientId", texts.settings.clientId, "text"],
    ["clientSecret", texts.settings.clientSecret, "password"],
  ] as const
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!change.isPending) change.mutate()
      }}
    >
      {fields.map(([name, label, type]) => (
        <Field key={name} label={label}>
          {(control) => (
            <Input
              {...control}
              type={type}
              required
              autoComplete="off"
              value={payload[name]}
              onChange={(event) => setPayload({ ...payload, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Refusal error={change.error} />
      <div>
        <PendingButton type="submit" variant="outline" pending={change.isPending}>
          {texts.settings.connect}
        </PendingButton>
      </div>
    </form>
  )
}
