import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { useQueryClient } from "@tanstack/react-query"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import type { AuditFilter } from "@/api/queries.ts"
import { useChange } from "@/api/useChange.ts"
import { useCreate } from "@/api/useCreate.ts"
import { toastError } from "@/components/toastError.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { texts } from "@/texts.ts"

type Format = "csv" | "json"

const save = (parts: ReadonlyArray<Uint8Array>, format: Format) => {
  const url = URL.createObjectURL(new Blob(parts.map((part) => new Uint8Array(part))))
  const link = Object.assign(document.createElement("a"), { href: url, download: `audit-log.${format}` })
  link.click()
  URL.revokeObjectURL(url)
}

/** What the filter lets through, as a file. */
export function AuditExport({ filter }: { filter: AuditFilter }) {
  const download = useChange(
    async (format: Format) => {
      const parts = await api((clients) =>
        Effect.flatMap(clients.audit.export({ query: { ...filter, format } }), Stream.runCollect),
      )
      save(parts, format)
    },
    { stale: [] },
  )
  const queryClient = useQueryClient()
  const whole = useCreate((format: Format, key) =>
    api((clients) => clients.audit.startExport({ payload: { format }, headers: { "idempotency-key": key } })),
  )
  return (
    <div className="flex flex-wrap gap-2">
      <PendingButton
        variant="outline"
        pending={whole.isPending}
        onClick={() =>
          whole.mutate("csv", {
            onSuccess: () => {
              toast.success(texts.settings.exportStarted)
              void queryClient.invalidateQueries({ queryKey: ["audit-exports"] })
            },
            onError: toastError,
          })
        }
      >
        {texts.settings.exportAll}
      </PendingButton>
      {(["csv", "json"] as const).map((format) => (
        <PendingButton
          key={format}
          variant="outline"
          pending={download.isPending && download.variables === format}
          onClick={() => download.mutate(format, { onError: toastError })}
        >
          {format === "csv" ? texts.settings.exportCsv : texts.settings.exportJson}
        </PendingButton>
      ))}
    </div>
  )
}
