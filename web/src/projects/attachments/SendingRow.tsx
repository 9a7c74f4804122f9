import { XIcon } from "lucide-react"
import { Button } from "@/components/ui/button.tsx"
import { Progress } from "@/components/ui/progress.tsx"
import { formatBytes } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import type { Sending } from "./useUploads.ts"

/** A file on its way, or why it did not get there. */
export function SendingRow({ sending, onCancel }: { sending: Sending; onCancel: () => void }) {
  const { checking, file, problem, sent } = sending
  const how = checking ? texts.attachments.checking : texts.attachments.sent(formatBytes(sent), formatBytes(file.size))
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-1.5">
        <span className="truncate font-medium">{file.name}</span>
        {problem === undefined ? (
          <>
            <Progress
              value={file.size === 0 ? 0 : Math.min(100, (sent / file.size) * 100)}
              aria-label={texts.attachments.sending(file.name)}
              getValueLabel={() => how}
            />
            <span className="text-xs text-muted-foreground tabular-nums">{how}</span>
          </>
        ) : (
          <p role="alert" className="text-destructive">
            {problem}
          </p>
        )}
      </div>
      <Button
        variant="ghost"
        size="icon"
        aria-label={problem === undefined ? texts.attachments.cancel(file.name) : texts.attachments.dismiss(file.name)}
        onClick={onCancel}
      >
        <XIcon aria-hidden />
      </Button>
    </li>
  )
}
