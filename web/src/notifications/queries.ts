import type { DeliveryState } from "@tango/contracts/api/NotificationsApi"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { api } from "@/api/api.ts"

interface Page<Item> {
  readonly items: ReadonlyArray<Item>
  readonly next_cursor: string | null
}

const pagesOf = <Item>(
  queryKey: ReadonlyArray<unknown>,
  load: (cursor: { cursor?: string }) => Promise<Page<Item>>,
) => ({
  queryKey,
  queryFn: ({ pageParam }: { pageParam: string | null }) => load(pageParam === null ? {} : { cursor: pageParam }),
  initialPageParam: null as string | null,
  getNextPageParam: (page: Page<Item>) => page.next_cursor,
  select: ({ pages }: { pages: ReadonlyArray<Page<Item>> }) => pages.flatMap((page) => page.items),
})

export type Show = "current" | "unread" | "archived"
export const unreadKey = ["inbox-unread"]

export const useInbox = (show: Show) =>
  useInfiniteQuery(
    pagesOf(["inbox", show], (cursor) => api((clients) => clients.inbox.list({ query: { ...cursor, show } }))),
  )

/** Kept up to date by the stream; asked for once, for when that does not come about. */
export const useUnread = () =>
  useQuery({ queryKey: unreadKey, queryFn: () => api((clients) => clients.inbox.unread()), staleTime: 60_000 })

export const usePreferences = () =>
  useQuery({ queryKey: ["preferences"], queryFn: () => api((clients) => clients.preferences.get()) })

export const useDefaults = () =>
  useQuery({ queryKey: ["preference-defaults"], queryFn: () => api((clients) => clients.preferences.getDefaults()) })

export interface DeliveryFilter {
  readonly recipient: string
  readonly state: typeof DeliveryState.Type | ""
}

export const useDeliveryLog = ({ recipient, state }: DeliveryFilter) =>
  useInfiniteQuery(
    pagesOf(["deliveries", recipient, state], (cursor) =>
      api((clients) =>
        clients.deliveries.list({
          query: { ...cursor, ...(recipient === "" ? {} : { recipient }), ...(state === "" ? {} : { state }) },
        }),
      ),
    ),
  )

export const useSuppressions = () =>
  useInfiniteQuery(pagesOf(["suppressions"], (query) => api((clients) => clients.suppressions.list({ query }))))
