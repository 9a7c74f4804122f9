import { CheckIcon, CopyIcon } from "lucide-react"
import { useState } from "react"
import { texts } from "@/texts.ts"

/** The id that finds this failure in the logs, with a button that copies it. */
export function TraceId({ traceId }: { traceId: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(traceId).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  const Icon = copied ? CheckIcon : CopyIcon
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 font-mono text-xs text-muted-foreground">
      <span className="truncate" title={traceId}>
        {texts.errors.trace} {traceId}
      </span>
      <button
        type="button"
        onClick={() => void copy()}
        aria-label={texts.errors.copyTrace}
        className="grid size-6 shrink-0 place-items-center rounded-sm outline-none hover:bg-accent hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50"
      >
        <Icon aria-hidden className="size-3.5" />
      </button>
      <span aria-live="polite" className="sr-only">
        {copied ? texts.errors.copied : ""}
      </span>
    </span>
  )
}
