import type { Role } from "@tango/contracts/Permissions"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { texts } from "@/texts.ts"

const roles: ReadonlyArray<Role> = ["admin", "member", "viewer"]

/** One of the three roles; takes what a field gives its control. */
export function RoleSelect({
  value,
  onChange,
  ...control
}: {
  value: Role
  onChange: (role: Role) => void
  id?: string
  "aria-describedby"?: string
  "aria-label"?: string
}) {
  return (
    <NativeSelect
      {...control}
      value={value}
      onChange={(event) => onChange(roles.find((known) => known === event.target.value) ?? value)}
    >
      {roles.map((known) => (
        <option key={known} value={known}>
          {texts.roles[known]}
        </option>
      ))}
    </NativeSelect>
  )
}
