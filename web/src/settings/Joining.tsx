import type { Joining as JoiningSchema } from "@tango/contracts/api/IdentityApi"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Field } from "@/components/Field.tsx"
import { Textarea } from "@/components/ui/textarea.tsx"
import { texts } from "@/texts.ts"
import { Check, SettingForm } from "./SettingForm.tsx"

type Value = typeof JoiningSchema.Type

export function Joining({ joining }: { joining: Value }) {
  const [domains, setDomains] = useState(joining.allowedDomains.join("\n"))
  const [byEmailDomain, setByEmailDomain] = useState(joining.byEmailDomain)
  const [bySso, setBySso] = useState(joining.bySso)
  const change = useChange((payload: Value) => api((clients) => clients.settings.setJoining({ payload })), {
    stale: ["settings"],
    done: texts.settings.saved,
  })
  const allowedDomains = domains
    .toLowerCase()
    .split(/[\s,;]+/u)
    .filter((domain) => domain !== "")
  return (
    <SettingForm
      title={texts.settings.joiningTitle}
      text={texts.settings.joiningText}
      change={change}
      input={() => ({ allowedDomains, byEmailDomain, bySso })}
    >
      <Field label={texts.settings.domains} hint={texts.settings.domainsHint}>
        {(control) => (
          <Textarea {...control} rows={3} value={domains} onChange={(event) => setDomains(event.target.value)} />
        )}
      </Field>
      <Check checked={byEmailDomain} onChange={setByEmailDomain}>
        {texts.settings.byEmailDomain}
      </Check>
      <Check checked={bySso} onChange={setBySso}>
        {texts.settings.bySso}
      </Check>
    </SettingForm>
  )
}
