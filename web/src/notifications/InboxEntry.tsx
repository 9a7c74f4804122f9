import type { InboxItem } from "@tango/contracts/api/NotificationsApi"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { ArchiveIcon, CheckIcon } from "lucide-react"
import { Link } from "react-router"
import { api } from "@/api/api.ts"
import { toastError } from "@/components/toastError.tsx"
import { Button } from "@/components/ui/button.tsx"
import { formatTime } from "@/lib/format.ts"
import { cn } from "@/lib/utils.ts"
import { texts } from "@/texts.ts"
import { unreadKey } from "./queries.ts"

/** One notification; following it marks it as read. */
export function InboxEntry({ item }: { item: typeof InboxItem.Type }) {
  const queryClient = useQueryClient()
  const params = { itemId: item.itemId }
  const options = {
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["inbox"] })
      void queryClient.invalidateQueries({ queryKey: unreadKey })
    },
    onError: toastError,
  }
  const read = useMutation({ mutationFn: () => api((clients) => clients.inbox.read({ params })), ...options })
  const archive = useMutation({ mutationFn: () => api((clients) => clients.inbox.archive({ params })), ...options })
  const unread = item.readAt === null
  return (
    <li className={cn("flex items-start gap-3 px-4 py-3.5", unread && "bg-brand-soft/40")}>
      <span className={cn("mt-2 size-2 shrink-0 rounded-full", unread ? "bg-brand" : "bg-transparent")}>
        {unread && <span className="sr-only">{texts.inbox.unread}</span>}
      </span>
      <div className="min-w-0 flex-1">
        <Link
          to={item.path}
          onClick={() => unread && read.mutate()}
          className={cn(
            "rounded-sm break-words outline-none hover:underline focus-visible:ring-[3px] focus-visible:ring-ring/50",
            unread ? "font-semibold" : "font-medium",
          )}
        >
          {item.title}
        </Link>
        <p className="text-sm break-words text-muted-foreground">{item.text}</p>
        <time dateTime={item.createdAt.toISOString()} className="text-xs text-muted-foreground tabular-nums">
          {formatTime(item.createdAt)}
        </time>
      </div>
      <div className="flex shrink-0">
        {unread && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={texts.inbox.markRead(item.title)}
            onClick={() => read.mutate()}
          >
            <CheckIcon aria-hidden />
          </Button>
        )}
        {item.archivedAt === null && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={texts.inbox.archive(item.title)}
            onClick={() => archive.mutate()}
          >
            <ArchiveIcon aria-hidden />
          </Button>
        )}
      </div>
    </li>
  )
}
