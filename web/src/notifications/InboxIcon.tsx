import { BellIcon } from "lucide-react"
import { texts } from "@/texts.ts"
import { useUnread } from "./queries.ts"

/** A bell with how many notifications are unread. */
export function InboxIcon({ className }: { className?: string }) {
  const unread = useUnread().data?.unread ?? 0
  return (
    <span className="relative inline-grid">
      <BellIcon aria-hidden className={className} />
      {unread > 0 && (
        <span className="absolute -top-1.5 -right-2 grid h-4 min-w-4 place-items-center rounded-full bg-brand px-1 text-[0.625rem] leading-none font-semibold text-white tabular-nums">
          <span aria-hidden>{unread > 99 ? "99+" : unread}</span>
          <span className="sr-only">{texts.inbox.unreadCount(unread)}</span>
        </span>
      )}
    </span>
  )
}
