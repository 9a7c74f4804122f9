import { useMutation, useQueryClient } from "@tanstack/react-query"
import { BellIcon, SlidersHorizontalIcon } from "lucide-react"
import { useState } from "react"
import { Link } from "react-router"
import { api } from "@/api/api.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { toastError } from "@/components/toastError.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { ToggleGroup, ToggleGroupItem } from "@/components/ui/toggle-group.tsx"
import { InboxEntry } from "@/notifications/InboxEntry.tsx"
import { type Show, unreadKey, useInbox, useUnread } from "@/notifications/queries.ts"
import { texts } from "@/texts.ts"

const shows: ReadonlyArray<Show> = ["current", "unread", "archived"]

export function Component() {
  const [show, setShow] = useState<Show>("current")
  return (
    <>
      <PageHeader
        title={texts.inbox.title}
        text={texts.inbox.text}
        action={
          <Button asChild variant="outline">
            <Link to="/preferences">
              <SlidersHorizontalIcon aria-hidden />
              {texts.inbox.preferences}
            </Link>
          </Button>
        }
      />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <ToggleGroup
          type="single"
          value={show}
          aria-label={texts.inbox.show}
          onValueChange={(value) => setShow(shows.find((each) => each === value) ?? show)}
        >
          {shows.map((each) => (
            <ToggleGroupItem key={each} value={each}>
              {texts.inbox.shows[each]}
            </ToggleGroupItem>
          ))}
        </ToggleGroup>
        <ReadAll />
      </div>
      <Entries show={show} />
    </>
  )
}

function ReadAll() {
  const queryClient = useQueryClient()
  const unread = useUnread().data?.unread ?? 0
  const readAll = useMutation({
    mutationFn: () => api((clients) => clients.inbox.readAll()),
    onSuccess: (count) => {
      queryClient.setQueryData(unreadKey, count)
      void queryClient.invalidateQueries({ queryKey: ["inbox"] })
    },
    onError: toastError,
  })
  if (unread === 0) return null
  return (
    <PendingButton variant="ghost" size="sm" pending={readAll.isPending} onClick={() => readAll.mutate()}>
      {texts.inbox.readAll}
    </PendingButton>
  )
}

function Entries({ show }: { show: Show }) {
  const inbox = useInbox(show)
  return (
    <QueryState query={inbox}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState icon={BellIcon} title={texts.inbox.emptyTitle[show]} text={texts.inbox.emptyText} />
        ) : (
          <>
            <Card className="overflow-hidden">
              <ul aria-label={texts.inbox.title} className="divide-y">
                {items.map((item) => (
                  <InboxEntry key={item.itemId} item={item} />
                ))}
              </ul>
            </Card>
            <LoadMore query={inbox} />
          </>
        )
      }
    </QueryState>
  )
}
