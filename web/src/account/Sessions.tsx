import { useMutation, useQueryClient } from "@tanstack/react-query"
import { MonitorSmartphoneIcon } from "lucide-react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { ownSessionsQuery, useOwnSessions } from "@/api/queries.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { toastError } from "@/components/toastError.tsx"
import { Badge } from "@/components/ui/badge.tsx"
import { formatTime } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import { deviceOf } from "./device.ts"
import { Section } from "./Section.tsx"

/** The sessions of this account, with a way to end each but the present one. */
export function Sessions() {
  const sessions = useOwnSessions()
  const queryClient = useQueryClient()
  const done = {
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ownSessionsQuery.queryKey })
      toast.success(texts.account.revoked)
    },
    onError: toastError,
  }
  const revoke = useMutation({
    mutationFn: (sessionId: string) => api((clients) => clients.account.revokeSession({ params: { sessionId } })),
    ...done,
  })
  const revokeOthers = useMutation({
    mutationFn: () => api((clients) => clients.account.revokeOtherSessions()),
    ...done,
  })
  return (
    <Section title={texts.account.sessions}>
      <QueryState query={sessions}>
        {({ items }) => (
          <>
            <ul aria-label={texts.account.sessions} className="divide-y">
              {items.map(({ address, current, lastUsedAt, sessionId, userAgent }) => {
                const device = deviceOf(userAgent) ?? texts.account.unknownDevice
                return (
                  <li key={sessionId} className="flex flex-wrap items-center gap-3 py-3">
                    <MonitorSmartphoneIcon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
                    <span className="grid min-w-0 flex-1 gap-0.5">
                      <span className="flex flex-wrap items-center gap-2 font-medium">
                        {device}
                        {current && <Badge variant="brand">{texts.account.current}</Badge>}
                      </span>
                      <span className="truncate text-xs text-muted-foreground">
                        {[texts.account.lastUsed(formatTime(lastUsedAt)), address].filter((text) => text).join(" · ")}
                      </span>
                    </span>
                    {!current && (
                      <PendingButton
                        variant="outline"
                        size="sm"
                        aria-label={texts.account.revokeNamed(device)}
                        pending={revoke.isPending && revoke.variables === sessionId}
                        onClick={() => revoke.mutate(sessionId)}
                      >
                        {texts.account.revoke}
                      </PendingButton>
                    )}
                  </li>
                )
              })}
            </ul>
            {items.length > 1 && (
              <PendingButton
                variant="outline"
                className="justify-self-start"
                pending={revokeOthers.isPending}
                onClick={() => revokeOthers.mutate()}
              >
                {texts.account.revokeOthers}
              </PendingButton>
            )}
          </>
        )}
      </QueryState>
    </Section>
  )
}
