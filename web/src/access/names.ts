import { granteeKey } from "@tango/contracts/Access"
import type { Grantee } from "@tango/contracts/events/EntitlementsEvents"
import { useQuery } from "@tanstack/react-query"
import { api } from "@/api/api.ts"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const pageSize = 100

const loadAll = async () => {
  const load = (cursor: string | null) =>
    api((clients) =>
      clients.members.list({ query: cursor === null ? { limit: pageSize } : { limit: pageSize, cursor } }),
    )
  let page = await load(null)
  const members = [...page.items]
  while (page.next_cursor !== null) {
    page = await load(page.next_cursor)
    members.push(...page.items)
  }
  return members
}

/** Everybody in the organization, to choose from and to be named. */
export const useEverybody = () => useQuery({ queryKey: ["members", "everybody"], queryFn: loadAll, staleTime: 60_000 })

/** What a grantee is called. */
export const useGranteeName = () => {
  const members = useEverybody().data ?? []
  const { member, organization } = useCurrentSession()
  return (grantee: Grantee): string => {
    if (grantee.kind === "organization") return texts.access.everybody(organization.name)
    if (grantee.kind === "role") return texts.access.allOf(grantee.role)
    const known =
      members.find(({ memberId }) => memberId === grantee.memberId) ??
      (member.memberId === grantee.memberId ? member : undefined)
    return known === undefined ? texts.access.somebody : known.name || known.email
  }
}

export const keyOf = granteeKey
