import { isAllowed, type Permission } from "@tango/contracts/Permissions"
import { createContext, use } from "react"
import type { Session } from "@/api/SessionStore.ts"

/** The session of the pages inside the shell, which are shown only when there is one. */
export const CurrentSession = createContext<Session | undefined>(undefined)

export const useCurrentSession = (): Session => {
  const session = use(CurrentSession)
  if (!session) throw new Error("This page needs the shell around it.")
  return session
}

/** What the server decides again on each request; here it only shapes the page. */
export const useAllowed = (permission: Permission): boolean => isAllowed(useCurrentSession().member.role, permission)
