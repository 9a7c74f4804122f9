import { CheckIcon, CopyIcon } from "lucide-react"
import { useId, useState } from "react"
import { Button } from "@/components/ui/button.tsx"
import { Label } from "@/components/ui/label.tsx"
import { texts } from "@/texts.ts"

/** A value to be taken elsewhere. */
export function Copyable({ label, value }: { label: string; value: string }) {
  const id = useId()
  const [copied, setCopied] = useState(false)
  return (
    <div className="grid gap-2">
      <Label id={id}>{label}</Label>
      <div className="flex items-center gap-2">
        <code
          aria-labelledby={id}
          className="min-w-0 flex-1 rounded-md border bg-muted/60 px-3 py-2 text-xs break-all select-all"
        >
          {value}
        </code>
        <Button
          type="button"
          variant="outline"
          size="icon"
          aria-label={`${texts.settings.copy}: ${label}`}
          onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
        >
          {copied ? <CheckIcon aria-hidden /> : <CopyIcon aria-hidden />}
        </Button>
      </div>
      <span role="status" className="sr-only">
        {copied ? texts.settings.copied : ""}
      </span>
    </div>
  )
}
