import { api } from "@/api/api.ts"
import { useAuditExports } from "@/api/queries.ts"
import { toastError } from "@/components/toastError.tsx"
import { Button } from "@/components/ui/button.tsx"
import { formatTime } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

const fetchFile = (exportId: string) =>
  void api((clients) => clients.audit.exportAddress({ params: { exportId } })).then(
    ({ url }) => location.assign(url),
    toastError,
  )

/** Files of the log that were asked for and are kept still; nothing without any. */
export function AuditFiles() {
  const { data: files = [] } = useAuditExports()
  if (files.length === 0) return null
  return (
    <ul aria-label={texts.settings.exportFiles} className="mb-4 divide-y rounded-lg border">
      {files.map(({ exportId, expiresAt, failure, fileName, state }) => (
        <li key={exportId} className="flex flex-wrap items-center justify-between gap-2 px-4 py-2 text-sm">
          <span className="min-w-0">
            <span className="block truncate font-medium">{fileName}</span>
            {failure === null ? (
              <span className="text-muted-foreground">{texts.settings.exportUntil(formatTime(expiresAt))}</span>
            ) : (
              <span role="status" className="text-destructive">
                {texts.settings.exportFailed[failure]}
              </span>
            )}
          </span>
          {state === "ready" ? (
            <Button variant="outline" size="sm" onClick={() => fetchFile(exportId)}>
              {texts.settings.exportDownload}
            </Button>
          ) : (
            state === "requested" && (
              <span role="status" className="text-muted-foreground">
                {texts.settings.exportPending}
              </span>
            )
          )}
        </li>
      ))}
    </ul>
  )
}
