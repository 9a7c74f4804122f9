import type { Role } from "@tango/contracts/Permissions"
import { Section } from "@/account/Section.tsx"
import { api } from "@/api/api.ts"
import { useScimGroups } from "@/api/queries.ts"
import { useChange } from "@/api/useChange.ts"
import { QueryState } from "@/components/QueryState.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { texts } from "@/texts.ts"
import type { Directory } from "./ScimConnection.tsx"
import { Refusal } from "./SettingForm.tsx"

const roles: ReadonlyArray<Role> = ["admin", "member", "viewer"]

/** The directory's groups and the role that each of them gives; a change is saved at once. */
export function ScimGroupRoles({ connection }: { connection: Directory }) {
  const groups = useScimGroups()
  const change = useChange(
    (groupRoles: Directory["groupRoles"]) => api((clients) => clients.scim.setGroupRoles({ payload: { groupRoles } })),
    { stale: ["scim"], done: texts.settings.saved },
  )
  const roleOf = (groupId: string) => connection.groupRoles.find((each) => each.groupId === groupId)?.role
  const set = (groupId: string, groupName: string, role: Role | undefined) =>
    change.mutate([
      ...connection.groupRoles.filter((each) => each.groupId !== groupId),
      ...(role === undefined ? [] : [{ groupId, groupName, role }]),
    ])
  return (
    <Section title={texts.settings.groupRoles} text={texts.settings.groupRolesHint}>
      <Refusal error={change.error} />
      <QueryState query={groups}>
        {({ groups: found }) =>
          found.length === 0 ? (
            <p className="text-muted-foreground">{texts.settings.noGroups}</p>
          ) : (
            <ul className="grid gap-2">
              {found.map(({ groupId, groupName }) => (
                <li key={groupId} className="grid grid-cols-[1fr_8rem] items-center gap-3">
                  <span className="truncate">{groupName}</span>
                  <NativeSelect
                    aria-label={`${texts.members.role}: ${groupName}`}
                    value={roleOf(groupId) ?? ""}
                    onChange={(event) =>
                      set(
                        groupId,
                        groupName,
                        roles.find((role) => role === event.target.value),
                      )
                    }
                  >
                    <option value="">–</option>
                    {roles.map((role) => (
                      <option key={role} value={role}>
                        {texts.roles[role]}
                      </option>
                    ))}
                  </NativeSelect>
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </Section>
  )
}
