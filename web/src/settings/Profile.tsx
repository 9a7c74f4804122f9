import type { Organization } from "@tango/contracts/api/IdentityApi"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Field } from "@/components/Field.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"
import { SettingForm } from "./SettingForm.tsx"

export function Profile({ organization }: { organization: typeof Organization.Type }) {
  const [name, setName] = useState(organization.name)
  const [slug, setSlug] = useState(organization.slug)
  const change = useChange(
    (payload: { name?: string; slug?: string }) => api((clients) => clients.organization.update({ payload })),
    { stale: ["organization"], done: texts.settings.saved },
  )
  const changed = () => ({
    ...(name.trim() === organization.name ? {} : { name: name.trim() }),
    ...(slug === organization.slug ? {} : { slug }),
  })
  return (
    <SettingForm title={texts.settings.profileTitle} change={change} input={changed}>
      <Field label={texts.settings.name}>
        {(control) => (
          <Input {...control} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label={texts.settings.slug} hint={texts.settings.slugHint}>
        {(control) => (
          <Input
            {...control}
            required
            minLength={2}
            maxLength={128}
            pattern="[a-z0-9][a-z0-9._~\-]*"
            value={slug}
            onChange={(event) => setSlug(event.target.value)}
          />
        )}
      </Field>
    </SettingForm>
  )
}
