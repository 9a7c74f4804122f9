import { useState } from "react"
import type { AuditFilter } from "@/api/queries.ts"
import { Field } from "@/components/Field.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Input } from "@/components/ui/input.tsx"
import { texts } from "@/texts.ts"

const day = 24 * 60 * 60 * 1000

/** Days are whole: the last one belongs to the range. */
const toFilter = (fields: { action: string; actor: string; from: string; to: string }): AuditFilter => ({
  ...(fields.action.trim() === "" ? {} : { action: fields.action.trim() }),
  ...(fields.actor.trim() === "" ? {} : { actor: fields.actor.trim() }),
  ...(fields.from === "" ? {} : { from: new Date(fields.from) }),
  ...(fields.to === "" ? {} : { to: new Date(Date.parse(fields.to) + day) }),
})

export function AuditFilters({ onChange }: { onChange: (filter: AuditFilter) => void }) {
  const [fields, setFields] = useState({ action: "", actor: "", from: "", to: "" })
  const inputs = [
    ["action", texts.settings.action, "text"],
    ["actor", texts.settings.actor, "text"],
    ["from", texts.settings.from, "date"],
    ["to", texts.settings.to, "date"],
  ] as const
  return (
    <form
      role="search"
      className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_auto_auto_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        onChange(toFilter(fields))
      }}
    >
      {inputs.map(([name, label, type]) => (
        <Field key={name} label={label}>
          {(control) => (
            <Input
              {...control}
              type={type}
              maxLength={200}
              {...(name === "action" ? { title: texts.settings.actionHint } : {})}
              value={fields[name]}
              onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Button type="submit" variant="outline">
        {texts.settings.filter}
      </Button>
    </form>
  )
}
