import { EllipsisIcon } from "lucide-react"
import { useState } from "react"
import { api } from "@/api/api.ts"
import { useChange } from "@/api/useChange.ts"
import { Confirm } from "@/components/Confirm.tsx"
import { Button } from "@/components/ui/button.tsx"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx"
import { texts } from "@/texts.ts"
import { ChangeRole } from "./ChangeRole.tsx"
import type { Member } from "./MemberTable.tsx"

type Action = "resend" | "revoke" | "role" | "deactivate" | "reactivate" | "resetMfa"

const actionsOf = ({ status }: Member): ReadonlyArray<readonly [Action, string]> => {
  const role = ["role", texts.members.changeRole] as const
  if (status === "deactivated") return [["reactivate", texts.members.reactivate]]
  if (status === "invited") return [["resend", texts.members.resend], role, ["revoke", texts.members.revoke]]
  return [role, ["resetMfa", texts.members.resetMfa], ["deactivate", texts.members.deactivate]]
}

/** What an admin may do to a member, as a menu at the end of its row. */
export function MemberActions({ member }: { member: Member }) {
  const [action, setAction] = useState<Action>()
  const name = member.name || member.email
  const close = () => setAction(undefined)
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={texts.members.actions(name)}>
            <EllipsisIcon aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {actionsOf(member).map(([each, label]) => (
            <DropdownMenuItem key={each} onSelect={() => setAction(each)}>
              {label}
            </DropdownMenuItem>
          ))}
        </DropdownMenuContent>
      </DropdownMenu>
      {action === "role" && <ChangeRole member={member} name={name} onClose={close} />}
      {action !== undefined && action !== "role" && (
        <ConfirmAction action={action} member={member} name={name} onClose={close} />
      )}
    </>
  )
}

function ConfirmAction({
  action,
  member,
  name,
  onClose,
}: {
  action: Exclude<Action, "role">
  member: Member
  name: string
  onClose: () => void
}) {
  const params = { memberId: member.memberId }
  const t = texts.members
  const { done, label, run, text, title } = {
    resend: {
      title: `${t.resend}?`,
      text: t.inviteText,
      label: t.resend,
      done: t.resent,
      run: () => api((clients) => clients.members.resendInvitation({ params })),
    },
    revoke: {
      title: `${t.revoke}?`,
      text: t.revokeText,
      label: t.revoke,
      done: t.revoked,
      run: () => api((clients) => clients.members.revokeInvitation({ params })),
    },
    deactivate: {
      title: t.deactivateTitle(name),
      text: t.deactivateText,
      label: t.deactivate,
      done: t.deactivated,
      run: () => api((clients) => clients.members.deactivate({ params })),
    },
    reactivate: {
      title: `${t.reactivate} ${name}?`,
      text: t.reactivateText,
      label: t.reactivate,
      done: t.reactivated,
      run: () => api((clients) => clients.members.reactivate({ params })),
    },
    resetMfa: {
      title: t.resetMfaTitle(name),
      text: t.resetMfaText,
      label: t.resetMfa,
      done: t.mfaReset,
      run: () => api((clients) => clients.members.resetMfa({ params })),
    },
  }[action]
  const change = useChange(run, { stale: ["members"], done })
  return <Confirm title={title} text={text} action={label} change={change} onClose={onClose} />
}
