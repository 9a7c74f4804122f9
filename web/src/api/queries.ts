import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { api } from "./api.ts"

interface Page<Item> {
  readonly items: ReadonlyArray<Item>
  readonly next_cursor: string | null
}

// Each organization has a query client of its own (shell/AppShell.tsx), so keys need not name it.
const listOf = <Item>(key: string, load: (cursor: { cursor?: string }) => Promise<Page<Item>>) =>
  infiniteQueryOptions({
    queryKey: [key],
    queryFn: ({ pageParam }) => load(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  })

const projects = listOf("projects", (query) => api((clients) => clients.projects.list({ query })))
const members = listOf("members", (query) => api((clients) => clients.members.list({ query })))

const signIns = listOf("sign-ins", (query) => api((clients) => clients.account.listSignIns({ query })))

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: () => api((clients) => clients.account.get()),
})
export const ownSessionsQuery = queryOptions({
  queryKey: ["own-sessions"],
  queryFn: () => api((clients) => clients.account.listSessions()),
})
export const logInOptionsQuery = queryOptions({
  queryKey: ["log-in-options"],
  queryFn: () => api((clients) => clients.session.options()),
})
export const subscriptionQuery = queryOptions({
  queryKey: ["subscription"],
  queryFn: () => api((clients) => clients.subscription.get()),
})
export const entitlementsQuery = queryOptions({
  queryKey: ["entitlements"],
  queryFn: () => api((clients) => clients.entitlements.get()),
})

export const useProjects = () => useInfiniteQuery(projects)
export const useMembers = () => useInfiniteQuery(members)
export const useSignIns = () => useInfiniteQuery(signIns)
export const useAccount = () => useQuery(accountQuery)
export const useOwnSessions = () => useQuery(ownSessionsQuery)
export const useLogInOptions = () => useQuery(logInOptionsQuery)
export const useSubscription = () => useQuery(subscriptionQuery)
export const useEntitlements = () => useQuery(entitlementsQuery)
