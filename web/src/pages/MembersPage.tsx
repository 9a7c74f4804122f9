import { SearchXIcon, UserPlusIcon } from "lucide-react"
import { useDeferredValue, useState } from "react"
import { type MemberFilter, useMembers } from "@/api/queries.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { Note } from "@/components/Note.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { InviteMember } from "@/members/InviteMember.tsx"
import { MemberFilters } from "@/members/MemberFilters.tsx"
import { MemberTable } from "@/members/MemberTable.tsx"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

export function Component() {
  const [filter, setFilter] = useState<MemberFilter>({})
  const members = useMembers(useDeferredValue(filter))
  const mayWrite = useAllowed("members:write")
  const unfiltered = Object.keys(filter).length === 0
  return (
    <>
      <PageHeader title={texts.members.title} text={texts.members.text} action={mayWrite && <InviteMember />} />
      {!mayWrite && <Note>{texts.members.adminNote}</Note>}
      <MemberFilters filter={filter} onChange={setFilter} />
      <QueryState query={members}>
        {(items) => (
          <div className="grid gap-6">
            {items.length === 0 ? (
              <EmptyState icon={SearchXIcon} title={texts.members.noneTitle} text={texts.members.noneText} />
            ) : (
              <MemberTable members={items} mayWrite={mayWrite} />
            )}
            {items.length === 1 && mayWrite && unfiltered && (
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
