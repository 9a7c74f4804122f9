import { useQuery } from "@tanstack/react-query"
import { ShieldAlertIcon, ShieldCheckIcon } from "lucide-react"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert.tsx"
import { texts } from "@/texts.ts"

/** Whether the log is what was written, on request: every row is read for it. */
export function AuditVerification() {
  const check = useQuery({
    queryKey: ["audit-verification"],
    queryFn: () => api((clients) => clients.audit.verify()),
    enabled: false,
  })
  const { data } = check
  return (
    <div className="mb-6 grid justify-items-start gap-3" aria-live="polite">
      <PendingButton variant="outline" size="sm" pending={check.isFetching} onClick={() => void check.refetch()}>
        {texts.settings.verify}
      </PendingButton>
      {check.error && <ErrorNotice error={check.error} />}
      {data?.state === "intact" && (
        <Alert>
          <ShieldCheckIcon aria-hidden />
          <AlertTitle>{texts.settings.intact(data.entries)}</AlertTitle>
        </Alert>
      )}
      {data?.state === "broken" && (
        <Alert variant="destructive" role="alert">
          <ShieldAlertIcon aria-hidden />
          <AlertTitle>{texts.settings.broken(data.faults.length)}</AlertTitle>
          <AlertDescription>
            {data.faults
              .slice(0, 10)
              .map(({ kind, sequence }) => `${sequence} (${texts.settings.fault[kind]})`)
              .join(", ")}
          </AlertDescription>
        </Alert>
      )}
    </div>
  )
}
