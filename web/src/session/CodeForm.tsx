import { useState } from "react"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"

/** A field for a code that is read off somewhere. `kind` "recovery" takes any text, all others six digits. */
export function CodeForm({
  kind,
  hint,
  error,
  pending,
  onCode,
}: {
  kind: "totp" | "sms" | "recovery"
  hint: string
  error: unknown
  pending: boolean
  onCode: (code: string) => void
}) {
  const [code, setCode] = useState("")
  const digits = kind !== "recovery"
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending) onCode(digits ? code.replace(/\s/gu, "") : code.trim())
      }}
    >
      <Field label={digits ? texts.secondFactor.code : texts.secondFactor.recovery} hint={hint}>
        {(control) => (
          <Input
            {...control}
            name="code"
            required
            autoComplete="one-time-code"
            inputMode={digits ? "numeric" : "text"}
            autoCapitalize="none"
            spellCheck={false}
            {...(digits ? { pattern: "[0-9 ]{6,7}" } : {})}
            maxLength={digits ? 7 : 100}
            className="font-mono tracking-widest"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
      <PendingButton type="submit" size="lg" pending={pending}>
        {texts.secondFactor.confirm}
      </PendingButton>
    </form>
  )
}
