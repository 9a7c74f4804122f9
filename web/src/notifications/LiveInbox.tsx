import { useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { toast } from "sonner"
import { session } from "@/api/api.ts"
import { texts } from "@/texts.ts"
import { followInbox } from "./inboxStream.ts"
import { unreadKey } from "./queries.ts"

/** Keeps the count and the list of notifications as the server has them, and tells of what is new. Shows nothing itself. */
export function LiveInbox() {
  const queryClient = useQueryClient()
  useEffect(() => {
    const controller = new AbortController()
    const { token, refresh } = session
    void followInbox(
      {
        token,
        refresh,
        onEvent: ({ event, data }) => {
          if (data.unread !== undefined) queryClient.setQueryData(unreadKey, { unread: data.unread })
          if (event !== "change") return
          void queryClient.invalidateQueries({ queryKey: ["inbox"] })
          if (data.item && data.item.readAt === null) toast(data.item.title, { description: texts.inbox.newToast })
        },
      },
      controller.signal,
    )
    return () => controller.abort()
  }, [queryClient])
  return null
}
