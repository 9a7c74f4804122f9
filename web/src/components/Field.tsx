import { type ReactNode, useId } from "react"
import { texts } from "@/texts.ts"
import { Label } from "./ui/label.tsx"

/** A labelled control: `children` gets the ids that tie label and hint to it. */
export function Field({
  label,
  optional = false,
  hint,
  children,
}: {
  label: string
  optional?: boolean
  hint?: string
  children: (control: { id: string; "aria-describedby"?: string }) => ReactNode
}) {
  const id = useId()
  return (
    <div className="grid gap-2">
      <Label htmlFor={id}>
        {label}
        {optional && <span className="font-normal text-muted-foreground">{texts.app.optional}</span>}
      </Label>
      {children(hint ? { id, "aria-describedby": `${id}-hint` } : { id })}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted-foreground">
          {hint}
        </p>
      )}
    </div>
  )
}
