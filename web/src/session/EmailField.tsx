import { Field } from "@/components/Field.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"

export function EmailField({ email, onChange }: { email: string; onChange: (email: string) => void }) {
  return (
    <Field label={texts.auth.email}>
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
