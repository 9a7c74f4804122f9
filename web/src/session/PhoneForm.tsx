import { useState } from "react"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { fieldError } from "@/components/fieldErrors.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"

/** A phone number for text messages, as people write it; `onPhone` gets it as E.164. */
export function PhoneForm({
  error,
  pending,
  onPhone,
}: {
  error: unknown
  pending: boolean
  onPhone: (phone: string) => void
}) {
  const [phone, setPhone] = useState("")
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending) onPhone(phone.replace(/[\s().-]/gu, "").replace(/^00/u, "+"))
      }}
    >
      <Field label={texts.secondFactor.phone} hint={texts.secondFactor.phoneHint} error={fieldError(error, "phone")}>
        {(control) => (
          <Input
            {...control}
            type="tel"
            name="phone"
            autoComplete="tel"
            required
            maxLength={30}
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
        )}
      </Field>
      {error !== null && error !== undefined && <ErrorNotice error={error} fields={["phone"]} />}
      <PendingButton type="submit" size="lg" pending={pending}>
        {texts.secondFactor.send}
      </PendingButton>
    </form>
  )
}
