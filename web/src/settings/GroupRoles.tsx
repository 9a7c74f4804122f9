import { useState } from "react"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Input } from "@/components/ui/input.tsx"
import { RoleSelect } from "@/members/RoleSelect.tsx"
import { texts } from "@/texts.ts"
import { Refusal } from "./SettingForm.tsx"
import type { Connection } from "./SsoConnection.tsx"

/** Which role the members of a group have at least. */
export function GroupRoles({ connection }: { connection: Connection }) {
  const [rows, setRows] = useState(connection.groupRoles)
  const params = { connectionId: connection.connectionId }
  const groupRoles = rows.filter(({ group }) => group.trim() !== "")
  const change = useChange(() => api((clients) => clients.sso.setGroupRoles({ params, payload: { groupRoles } })), {
    stale: ["sso"],
    done: texts.settings.saved,
  })
  const set = (index: number, row: Partial<(typeof rows)[number]>) =>
    setRows(rows.map((each, n) => (n === index ? { ...each, ...row } : each)))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{texts.settings.groupRoles}</legend>
      <p className="text-xs text-muted-foreground">{texts.settings.groupRolesHint}</p>
      {rows.map((row, index) => (
        // Rows have no name of their own but their place.
        <div key={index} className="grid grid-cols-[1fr_8rem] gap-2">
          <Input
            aria-label={`${texts.settings.group} ${index + 1}`}
            maxLength={100}
            value={row.group}
            onChange={(event) => set(index, { group: event.target.value })}
          />
          <RoleSelect
            aria-label={`${texts.members.role} ${index + 1}`}
            value={row.role}
            onChange={(role) => set(index, { role })}
          />
        </div>
      ))}
      <Refusal error={change.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="button" variant="outline" onClick={() => setRows([...rows, { group: "", role: "member" }])}>
          {texts.settings.addGroup}
        </Button>
        <PendingButton type="button" variant="outline" pending={change.isPending} onClick={() => change.mutate()}>
          {texts.settings.save}
        </PendingButton>
      </div>
    </fieldset>
  )
}
