import { useState } from "react"
import type { Role } from "@tango/contracts/Permissions"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx"
import { texts } from "@/texts.ts"
import type { Member } from "./MemberTable.tsx"
import { RoleSelect } from "./RoleSelect.tsx"

export function ChangeRole({ member, name, onClose }: { member: Member; name: string; onClose: () => void }) {
  const [role, setRole] = useState<Role>(member.role)
  const change = useChange(
    (wanted: Role) =>
      api((clients) =>
        clients.members.changeRole({ params: { memberId: member.memberId }, payload: { role: wanted } }),
      ),
    { stale: ["members"], done: texts.members.changed },
  )
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault()
            if (!change.isPending) change.mutate(role, { onSuccess: () => onClose() })
          }}
        >
          <DialogHeader>
            <DialogTitle>{texts.members.roleTitle(name)}</DialogTitle>
            <DialogDescription>{texts.members.roleText}</DialogDescription>
          </DialogHeader>
          <Field label={texts.members.role} hint={texts.roleHints[role]}>
            {(control) => <RoleSelect {...control} value={role} onChange={setRole} />}
          </Field>
          {change.error && <ErrorNotice error={change.error} />}
          <DialogFooter>
            <DialogClose asChild>
              <Button type="button" variant="outline">
                {texts.app.cancel}
              </Button>
            </DialogClose>
            <PendingButton type="submit" pending={change.isPending}>
              {texts.members.changeRole}
            </PendingButton>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
