import type { ProjectId } from "@tango/contracts/Ids"
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { api } from "./api.ts"

interface Page<Item> {
  readonly items: ReadonlyArray<Item>
  readonly next_cursor: string | null
}

// Each organization has a query client of its own (shell/AppShell.tsx), so keys need not name it.
const listOf = <Item>(key: ReadonlyArray<unknown>, load: (cursor: { cursor?: string }) => Promise<Page<Item>>) =>
  infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }) => load(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  })

export interface ProjectFilter {
  readonly status: "active" | "archived"
  readonly search: string
}
const projects = ({ search, status }: ProjectFilter) =>
  listOf(["projects", status, search], (query) =>
    api((clients) => clients.projects.list({ query: { ...query, status, ...(search === "" ? {} : { search }) } })),
  )
const projectQuery = (projectId: ProjectId) =>
  queryOptions({
    queryKey: ["project", projectId],
    queryFn: () => api((clients) => clients.projects.get({ params: { projectId } })),
  })
const projectGrantsQuery = (projectId: ProjectId) =>
  queryOptions({
    queryKey: ["project", projectId, "grants"],
    queryFn: () => api((clients) => clients.sharing.grants({ params: { projectId } })),
  })
/** Which members are shown. */
export interface MemberFilter {
  readonly search?: string
  readonly status?: "deactivated" | "invited" | "active" | "pending"
  readonly role?: "admin" | "member" | "viewer"
}
const members = (filter: MemberFilter) =>
  listOf(["members", filter], (query) => api((clients) => clients.members.list({ query: { ...query, ...filter } })))
const invoices = listOf(["invoices"], (query) => api((clients) => clients.money.invoices({ query })))

/** Which entries of the audit log are shown. */
export interface AuditFilter {
  readonly action?: string
  readonly actor?: string
  readonly from?: Date
  readonly to?: Date
}
const auditLog = (filter: AuditFilter) =>
  listOf(["audit", filter], (query) => api((clients) => clients.audit.list({ query: { ...query, ...filter } })))
const auditExports = queryOptions({
  queryKey: ["audit-exports"],
  queryFn: () => api((clients) => clients.audit.listExports()),
  // What is being written is ready a moment later.
  refetchInterval: ({ state }) => (state.data?.some((file) => file.state === "requested") === true ? 3_000 : false),
})
const scimLog = listOf(["scim-log"], (query) => api((clients) => clients.scim.log({ query })))

const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: () => api((clients) => clients.settings.get()),
})
const organizationQuery = queryOptions({
  queryKey: ["organization"],
  queryFn: () => api((clients) => clients.organization.get()),
})
const ssoQuery = queryOptions({ queryKey: ["sso"], queryFn: () => api((clients) => clients.sso.list()) })
const scimQuery = queryOptions({ queryKey: ["scim"], queryFn: () => api((clients) => clients.scim.get()) })
const scimGroupsQuery = queryOptions({
  queryKey: ["scim-groups"],
  queryFn: () => api((clients) => clients.scim.groups()),
})
const apiClientsQuery = queryOptions({
  queryKey: ["api-clients"],
  queryFn: () => api((clients) => clients.apiClients.list()),
})

const signIns = listOf(["sign-ins"], (query) => api((clients) => clients.account.listSignIns({ query })))

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: () => api((clients) => clients.account.get()),
})
export const ownSessionsQuery = queryOptions({
  queryKey: ["own-sessions"],
  queryFn: () => api((clients) => clients.account.listSessions()),
})
const logInOptionsQuery = queryOptions({
  queryKey: ["log-in-options"],
  queryFn: () => api((clients) => clients.session.options()),
})
export const subscriptionQuery = queryOptions({
  queryKey: ["subscription"],
  queryFn: () => api((clients) => clients.subscription.get()),
})
export const seatsQuery = queryOptions({ queryKey: ["seats"], queryFn: () => api((clients) => clients.money.seats()) })
const billingDetailsQuery = queryOptions({
  queryKey: ["billing-details"],
  queryFn: () => api((clients) => clients.money.details()),
})
export const creditsQuery = queryOptions({
  queryKey: ["credits"],
  queryFn: () => api((clients) => clients.money.credits({ query: {} })),
})
export const entitlementsQuery = queryOptions({
  queryKey: ["entitlements"],
  queryFn: () => api((clients) => clients.entitlements.get()),
})

const usageQuery = queryOptions({
  queryKey: ["usage"],
  queryFn: () => api((clients) => clients.entitlements.usage()),
  // What is used follows what happens elsewhere, a moment later.
  refetchInterval: 10_000,
})

export const useProjects = (filter: ProjectFilter) => useInfiniteQuery(projects(filter))
export const useProject = (projectId: ProjectId) => useQuery(projectQuery(projectId))
export const useProjectGrants = (projectId: ProjectId) => useQuery(projectGrantsQuery(projectId))
export const useUsage = () => useQuery(usageQuery)
export const useMembers = (filter: MemberFilter = {}) => useInfiniteQuery(members(filter))
export const useAuditLog = (filter: AuditFilter) => useInfiniteQuery(auditLog(filter))
export const useAuditExports = () => useQuery(auditExports)
export const useScimLog = () => useInfiniteQuery(scimLog)
export const useSettings = () => useQuery(settingsQuery)
export const useOrganization = () => useQuery(organizationQuery)
export const useSso = () => useQuery(ssoQuery)
export const useScim = () => useQuery(scimQuery)
export const useScimGroups = () => useQuery(scimGroupsQuery)
export const useApiClients = () => useQuery(apiClientsQuery)
export const useInvoices = () => useInfiniteQuery(invoices)
export const useSignIns = () => useInfiniteQuery(signIns)
export const useAccount = () => useQuery(accountQuery)
export const useOwnSessions = () => useQuery(ownSessionsQuery)
export const useLogInOptions = () => useQuery(logInOptionsQuery)
export const useSubscription = () => useQuery(subscriptionQuery)
export const useBillingDetails = () => useQuery(billingDetailsQuery)
export const useEntitlements = () => useQuery(entitlementsQuery)
