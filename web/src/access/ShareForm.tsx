import type { Relation } from "@tango/contracts/events/EntitlementsEvents"
import type { Role } from "@tango/contracts/Permissions"
import { useState } from "react"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import { useEverybody } from "./names.ts"

const relations: ReadonlyArray<Relation> = ["viewer", "editor", "owner"]
const sharedRoles: ReadonlyArray<Role> = ["member", "viewer"]

/** Chooses somebody who has nothing yet, and what they are to be. `onShare` says whether it was done. */
export function ShareForm({
  given,
  pending,
  onShare,
}: {
  given: ReadonlyArray<string>
  pending: boolean
  onShare: (granteeKey: string, relation: Relation) => Promise<boolean>
}) {
  const members = (useEverybody().data ?? []).filter(({ status }) => status !== "deactivated")
  const { organization } = useCurrentSession()
  const [grantee, setGrantee] = useState("")
  const [relation, setRelation] = useState<Relation>("viewer")
  const person = grantee.startsWith("member:") || grantee === ""
  const chosen: Relation = !person && relation === "owner" ? "editor" : relation
  const submit = async () => {
    if (await onShare(grantee, chosen)) setGrantee("")
  }
  const options = (entries: ReadonlyArray<readonly [key: string, label: string]>) =>
    entries
      .filter(([key]) => !given.includes(key))
      .map(([key, label]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))
  return (
    <form
      className="grid grid-cols-1 items-end gap-3 sm:grid-cols-[minmax(0,1fr)_7.5rem_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && grantee !== "") void submit()
      }}
    >
      <Field label={texts.access.grantee}>
        {(control) => (
          <NativeSelect {...control} required value={grantee} onChange={(event) => setGrantee(event.target.value)}>
            <option value="">{texts.access.granteePlaceholder}</option>
            <optgroup label={texts.access.groupGroups}>
              {options([
                ["organization", texts.access.everybody(organization.name)],
                ...sharedRoles.map((role) => [`role:${role}`, texts.access.allOf(role)] as const),
              ])}
            </optgroup>
            <optgroup label={texts.access.groupPeople}>
              {options(
                members.map(
                  ({ email, memberId, name }) => [`member:${memberId}`, name ? `${name} (${email})` : email] as const,
                ),
              )}
            </optgroup>
          </NativeSelect>
        )}
      </Field>
      <Field label={texts.access.relation}>
        {(control) => (
          <NativeSelect
            {...control}
            value={chosen}
            onChange={(event) => setRelation(relations.find((one) => one === event.target.value) ?? relation)}
          >
            {relations
              .filter((one) => person || one !== "owner")
              .map((one) => (
                <option key={one} value={one}>
                  {texts.access.relations[one]}
                </option>
              ))}
          </NativeSelect>
        )}
      </Field>
      <PendingButton type="submit" pending={pending}>
        {texts.access.give}
      </PendingButton>
    </form>
  )
}
