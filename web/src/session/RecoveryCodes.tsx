import { CheckIcon, CopyIcon } from "lucide-react"
import { useState } from "react"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"

/** Shown once, to be kept. */
export function RecoveryCodes({ codes }: { codes: ReadonlyArray<string> }) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(codes.join("\n")).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  const Icon = copied ? CheckIcon : CopyIcon
  return (
    <section className="grid gap-2">
      <h2 className="font-semibold">{texts.secondFactor.keepTitle}</h2>
      <p className="text-muted-foreground">{texts.secondFactor.keepText}</p>
      <ul
        aria-label={texts.secondFactor.keepTitle}
        className="grid gap-x-4 gap-y-1 rounded-lg border bg-muted/60 p-3 font-mono text-xs sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code} className="break-all">
            {code}
          </li>
        ))}
      </ul>
      <Button type="button" variant="outline" size="sm" className="justify-self-start" onClick={() => void copy()}>
        <Icon aria-hidden />
        <span aria-live="polite">{copied ? texts.secondFactor.copied : texts.secondFactor.copy}</span>
      </Button>
    </section>
  )
}
