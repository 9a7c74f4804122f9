import type { MemberFilter } from "@/api/queries.ts"
import { Input } from "@/components/ui/input.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { texts } from "@/texts.ts"

const statuses = ["active", "invited", "deactivated"] as const
const roles = ["admin", "member", "viewer"] as const

/** Without a member that is undefined, which an address would carry as a word. */
const without = ({
  role,
  search,
  status,
}: { [Key in keyof MemberFilter]?: MemberFilter[Key] | undefined }): MemberFilter => ({
  ...(search ? { search } : {}),
  ...(status ? { status } : {}),
  ...(role ? { role } : {}),
})

export function MemberFilters({
  filter,
  onChange,
}: {
  filter: MemberFilter
  onChange: (filter: MemberFilter) => void
}) {
  return (
    <div role="search" className="mb-4 grid gap-3 sm:grid-cols-[1fr_auto_auto]">
      <Input
        type="search"
        aria-label={texts.members.search}
        placeholder={texts.members.search}
        maxLength={100}
        value={filter.search ?? ""}
        onChange={(event) => onChange(without({ ...filter, search: event.target.value }))}
      />
      <NativeSelect
        aria-label={texts.members.status}
        value={filter.status ?? ""}
        onChange={(event) =>
          onChange(without({ ...filter, status: statuses.find((known) => known === event.target.value) }))
        }
      >
        <option value="">{texts.members.anyStatus}</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {texts.members.statuses[status]}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        aria-label={texts.members.role}
        value={filter.role ?? ""}
        onChange={(event) =>
          onChange(without({ ...filter, role: roles.find((known) => known === event.target.value) }))
        }
      >
        <option value="">{texts.members.anyRole}</option>
        {roles.map((role) => (
          <option key={role} value={role}>
            {texts.roles[role]}
          </option>
        ))}
      </NativeSelect>
    </div>
  )
}
