import type { SsoConnection as Schema } from "@tango/contracts/api/IdentityApi"
import { useState } from "react"
import { Section } from "@/account/Section.tsx"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Confirm } from "@/components/Confirm.tsx"
import { Copyable } from "@/components/Copyable.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"
import { GroupRoles } from "./GroupRoles.tsx"
import { SsoProvider } from "./SsoProvider.tsx"

export type Connection = typeof Schema.Type

export function SsoConnection({ connection }: { connection: Connection }) {
  const [removing, setRemoving] = useState(false)
  const params = { connectionId: connection.connectionId }
  const test = useChange(
    async () => {
      const { url } = await api((clients) => clients.sso.startTest({ params }))
      location.assign(url)
    },
    { stale: [] },
  )
  const remove = useChange(() => api((clients) => clients.sso.remove({ params })), {
    stale: ["sso"],
    done: texts.settings.saved,
  })
  return (
    <Section
      title={connection.displayName}
      text={
        <span className="flex flex-wrap gap-2">
          <Badge variant="outline">{texts.settings.kinds[connection.kind]}</Badge>
          <Badge variant={connection.status === "active" ? "success" : "warning"}>
            {texts.settings.statuses[connection.status]}
          </Badge>
        </span>
      }
    >
      <Copyable label={texts.settings.callback[connection.kind]} value={connection.callbackUrl} />
      <SsoProvider connection={connection} />
      {connection.kind === "saml" && <GroupRoles connection={connection} />}
      {test.error && <ErrorNotice error={test.error} />}
      <div className="flex flex-wrap gap-2">
        {connection.status === "active" && (
          <PendingButton pending={test.isPending} onClick={() => test.mutate()}>
            {texts.settings.test}
          </PendingButton>
        )}
        <Button variant="outline" onClick={() => setRemoving(true)}>
          {texts.settings.removeConnection}
        </Button>
      </div>
      {removing && (
        <Confirm
          title={`${texts.settings.removeConnection}?`}
          text={texts.settings.removeConnectionText}
          action={texts.settings.remove}
          change={remove}
          onClose={() => setRemoving(false)}
        />
      )}
    </Section>
  )
}
