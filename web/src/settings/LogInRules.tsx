import { AuthMethod, type LogInRules as RulesSchema } from "@tango/contracts/api/IdentityApi"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Field } from "@/components/Field.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { texts } from "@/texts.ts"
import { Check, SettingForm } from "./SettingForm.tsx"

type Rules = typeof RulesSchema.Type

export function LogInRules({ rules }: { rules: Rules }) {
  const [methods, setMethods] = useState(rules.methods)
  const [mfa, setMfa] = useState(rules.mfa)
  const change = useChange((payload: Rules) => api((clients) => clients.settings.setLogIn({ payload })), {
    stale: ["settings"],
    done: texts.settings.saved,
  })
  const toggle = (method: AuthMethod, on: boolean) =>
    setMethods(AuthMethod.literals.filter((each) => (each === method ? on : methods?.includes(each))))
  return (
    <SettingForm
      title={texts.settings.logInTitle}
      change={change}
      input={() => ({ methods: methods?.length === 0 ? null : methods, mfa, mfaMethods: rules.mfaMethods })}
    >
      <fieldset className="grid gap-2">
        <legend className="mb-2 text-sm font-medium">{texts.settings.methods}</legend>
        <Check checked={methods === null} onChange={(any) => setMethods(any ? null : [...AuthMethod.literals])}>
          {texts.settings.anyMethod}
        </Check>
        {methods !== null &&
          AuthMethod.literals.map((method) => (
            <Check key={method} checked={methods.includes(method)} onChange={(on) => toggle(method, on)}>
              {texts.settings.methodNames[method]}
            </Check>
          ))}
      </fieldset>
      <Field label={texts.settings.mfa} hint={texts.settings.mfaHint}>
        {(control) => (
          <NativeSelect
            {...control}
            value={mfa}
            onChange={(event) => setMfa(event.target.value === "required" ? "required" : "optional")}
          >
            <option value="optional">{texts.settings.mfaOptional}</option>
            <option value="required">{texts.settings.mfaRequired}</option>
          </NativeSelect>
        )}
      </Field>
    </SettingForm>
  )
}
