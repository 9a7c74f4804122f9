import { useQuery } from "@tanstack/react-query"
import { useDeferredValue, useEffect, useState } from "react"
import { api } from "@/api/api.ts"
import { Field } from "@/components/Field.tsx"
import { Input } from "@/components/ui/input.tsx"
import { cn } from "@/lib/utils.ts"
import { texts } from "@/texts.ts"

const pause = 300

/** The value once it has stayed the same for a moment. */
const useSettled = (value: string): string => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause)
    return () => clearTimeout(timer)
  }, [value])
  return useDeferredValue(settled)
}

function Meter({ password, email }: { password: string; email: string | undefined }) {
  const settled = useSettled(password)
  const strength = useQuery({
    queryKey: ["password-strength", settled],
    queryFn: () =>
      api((clients) =>
        clients.credentials.passwordStrength({
          payload: { password: settled, ...(email === undefined ? {} : { email }) },
        }),
      ),
    enabled: settled !== "",
    // What somebody types is not kept.
    gcTime: 0,
    placeholderData: (before) => before,
  })
  const checked = settled === "" ? undefined : strength.data
  const score = checked ? Math.max(0, Math.min(4, checked.score)) : 0
  const label = checked ? texts.reset.scores[score] : ""
  const advice = checked?.breached
    ? texts.reset.breached
    : [checked?.warning, ...(checked?.suggestions ?? [])].filter((text) => text).join(" ")
  return (
    <div className="grid gap-1.5">
      <div
        role="meter"
        aria-label={texts.reset.strength}
        aria-valuemin={0}
        aria-valuemax={4}
        aria-valuenow={score}
        aria-valuetext={label}
        className="grid grid-cols-4 gap-1"
      >
        {[1, 2, 3, 4].map((step) => (
          <span
            key={step}
            className={cn(
              "h-1 rounded-full bg-border transition-colors",
              checked && score >= step && (checked.valid ? "bg-success" : "bg-warning"),
            )}
          />
        ))}
      </div>
      <p aria-live="polite" className="min-h-4 text-xs text-muted-foreground">
        {[label, checked?.valid ? "" : advice].filter((text) => text).join(". ")}
      </p>
    </div>
  )
}

/** A field for a password that is chosen now, with the server's word on how good it is. */
export function NewPassword({
  password,
  email,
  onChange,
}: {
  password: string
  email?: string
  onChange: (password: string) => void
}) {
  const [shown, setShown] = useState(false)
  return (
    <div className="grid gap-2">
      <Field label={texts.reset.newPassword}>
        {(control) => (
          <Input
            {...control}
            type={shown ? "text" : "password"}
            name="new-password"
            autoComplete="new-password"
            required
            maxLength={128}
            value={password}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <Meter password={password} email={email} />
      <label className="flex items-center gap-2 text-xs text-muted-foreground">
        <input
          type="checkbox"
          className="accent-brand"
          checked={shown}
          onChange={(event) => setShown(event.target.checked)}
        />
        {texts.reset.show}
      </label>
    </div>
  )
}
