import { UserPlusIcon } from "lucide-react"
import { useMembers } from "@/api/queries.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { Note } from "@/components/Note.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { InviteMember } from "@/members/InviteMember.tsx"
import { MemberTable } from "@/members/MemberTable.tsx"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

export function Component() {
  const members = useMembers()
  const mayInvite = useAllowed("members:write")
  return (
    <>
      <PageHeader title={texts.members.title} text={texts.members.text} action={mayInvite && <InviteMember />} />
      {!mayInvite && <Note>{texts.members.adminNote}</Note>}
      <QueryState query={members}>
        {(items) => (
          <div className="grid gap-6">
            <MemberTable members={items} />
            {items.length === 1 && mayInvite && (
              <EmptyState icon={UserPlusIcon} title={texts.members.aloneTitle} text={texts.members.aloneText}>
                <InviteMember />
              </EmptyState>
            )}
          </div>
        )}
      </QueryState>
      <LoadMore query={members} />
    </>
  )
}
