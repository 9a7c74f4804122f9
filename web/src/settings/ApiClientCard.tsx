import type { ApiClient, ApiClientSecret } from "@tango/contracts/api/IdentityApi"
import { useState } from "react"
import { Section } from "@/account/Section.tsx"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Confirm } from "@/components/Confirm.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"

type Client = typeof ApiClient.Type
type OnSecret = (secret: typeof ApiClientSecret.Type) => void

export function ApiClientCard({ client, onSecret }: { client: Client; onSecret: OnSecret }) {
  return (
    <Section
      title={client.name}
      text={
        <span className="flex flex-wrap gap-1.5">
          {client.status === "revoked" && <Badge variant="destructive">{texts.settings.revoked}</Badge>}
          {client.scopes.map((scope) => (
            <Badge key={scope} variant="outline">
              {scope}
            </Badge>
          ))}
        </span>
      }
    >
      <p className="text-xs break-all text-muted-foreground">{client.clientId}</p>
      {client.status === "active" && <Secret client={client} onSecret={onSecret} />}
    </Section>
  )
}

function Secret({ client, onSecret }: { client: Client; onSecret: OnSecret }) {
  const [revoking, setRevoking] = useState(false)
  const t = texts.settings
  const params = { clientId: client.clientId }
  const stale = ["api-clients"]
  const start = useChange(() => api((clients) => clients.apiClients.startRotation({ params })), { stale })
  const complete = useChange(() => api((clients) => clients.apiClients.completeRotation({ params })), {
    stale,
    done: t.rotated,
  })
  const cancel = useChange(() => api((clients) => clients.apiClients.cancelRotation({ params })), {
    stale,
    done: t.kept,
  })
  const revoke = useChange(() => api((clients) => clients.apiClients.revoke({ params })), { stale, done: t.revoked })
  const error = start.error ?? complete.error ?? cancel.error
  return (
    <>
      <p>
        {client.nextSecretLastFour === null
          ? t.secretEnds(client.secretLastFour)
          : t.nextSecretEnds(client.nextSecretLastFour)}
      </p>
      {error && <ErrorNotice error={error} />}
      <div className="flex flex-wrap gap-2">
        {client.nextSecretLastFour === null ? (
          <PendingButton
            variant="outline"
            pending={start.isPending}
            onClick={() => start.mutate(undefined, { onSuccess: onSecret })}
          >
            {t.newSecret}
          </PendingButton>
        ) : (
          <>
            <PendingButton pending={complete.isPending} onClick={() => complete.mutate()}>
              {t.completeRotation}
            </PendingButton>
            <PendingButton variant="outline" pending={cancel.isPending} onClick={() => cancel.mutate()}>
              {t.cancelRotation}
            </PendingButton>
          </>
        )}
        <Button variant="outline" onClick={() => setRevoking(true)}>
          {t.revoke}
        </Button>
      </div>
      {revoking && (
        <Confirm
          title={t.revokeTitle(client.name)}
          text={t.revokeText}
          action={t.revoke}
          change={revoke}
          onClose={() => setRevoking(false)}
        />
      )}
    </>
  )
}
