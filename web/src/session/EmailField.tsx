import { Field } from "@/components/Field.tsx"
import { fieldError } from "@/components/fieldErrors.ts"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"

export function EmailField({
  email,
  error,
  onChange,
}: {
  email: string
  error: unknown
  onChange: (email: string) => void
}) {
  return (
    <Field label={texts.auth.email} error={fieldError(error, "email")}>
      {(control) => (
        <Input
          {...control}
          type="email"
          name="email"
          autoComplete="username"
          inputMode="email"
          required
          maxLength={254}
          placeholder={texts.auth.emailPlaceholder}
          value={email}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
