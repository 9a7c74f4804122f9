import type { ScimConnection as Schema, ScimSecret } from "@tango/contracts/api/IdentityApi"
import { useState } from "react"
import { Section } from "@/account/Section.tsx"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Confirm } from "@/components/Confirm.tsx"
import { Copyable } from "@/components/Copyable.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"
import { ScimGroupRoles } from "./ScimGroupRoles.tsx"

export type Directory = typeof Schema.Type

export function ScimConnection({
  connection,
  onSecret,
}: {
  connection: Directory
  onSecret: (secret: typeof ScimSecret.Type) => void
}) {
  const [removing, setRemoving] = useState(false)
  const t = texts.settings
  const start = useChange(() => api((clients) => clients.scim.startRotation()), { stale: ["scim"] })
  const complete = useChange(() => api((clients) => clients.scim.completeRotation()), {
    stale: ["scim"],
    done: t.rotated,
  })
  const cancel = useChange(() => api((clients) => clients.scim.cancelRotation()), { stale: ["scim"], done: t.kept })
  const remove = useChange(() => api((clients) => clients.scim.remove()), { stale: ["scim"], done: t.saved })
  const error = start.error ?? complete.error ?? cancel.error
  return (
    <>
      <Section title={connection.displayName}>
        <Copyable label={t.scimUrl} value={connection.baseUrl} />
        <p className="text-muted-foreground">
          {connection.nextTokenLastFour === null
            ? t.tokenEnds(connection.tokenLastFour)
            : t.nextTokenEnds(connection.nextTokenLastFour)}
        </p>
        {error && <ErrorNotice error={error} />}
        <div className="flex flex-wrap gap-2">
          {connection.nextTokenLastFour === null ? (
            <PendingButton
              variant="outline"
              pending={start.isPending}
              onClick={() => start.mutate(undefined, { onSuccess: onSecret })}
            >
              {t.rotate}
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
          <Button variant="outline" onClick={() => setRemoving(true)}>
            {t.removeScim}
          </Button>
        </div>
      </Section>
      <ScimGroupRoles connection={connection} />
      {removing && (
        <Confirm
          title={`${t.removeScim}?`}
          text={t.removeScimText}
          action={t.remove}
          change={remove}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  )
}
