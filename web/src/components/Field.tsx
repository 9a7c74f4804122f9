import { type ReactNode, useId } from "react"
import { texts } from "@/texts.ts"
import { Label } from "./ui/label.tsx"

interface Control {
  readonly id: string
  readonly "aria-describedby"?: string
  readonly "aria-invalid"?: true
}

const describedBy = (id: string, hint: string | undefined, error: string | undefined): Control => {
  const ids = [...(hint ? [`${id}-hint`] : []), ...(error ? [`${id}-error`] : [])]
  return {
    id,
    ...(ids.length === 0 ? {} : { "aria-describedby": ids.join(" ") }),
    ...(error ? { "aria-invalid": true } : {}),
  }
}

/** A labelled control: `children` gets the ids that tie label, hint and what is wrong with it. */
export function Field({
  label,
  optional = false,
  hint,
  error,
  children,
}: {
  label: string
  optional?: boolean
  hint?: string
  error?: string | undefined
  children: (control: Control) => ReactNode
}) {
  const id = useId()
  return (
    <div className="grid gap-2">
      <Label htmlFor={id}>
        {label}
        {optional && <span className="font-normal text-muted-foreground">{texts.app.optional}</span>}
      </Label>
      {children(describedBy(id, hint, error))}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted-foreground">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-destructive">
          {error}
        </p>
      )}
    </div>
  )
}
