import { useSyncExternalStore } from "react"
import { session } from "@/api/api.ts"
import type { SessionState } from "@/api/SessionStore.ts"

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.state)
