import { api } from "@/api/api.ts"

const leave = ({ url }: { url: string }): void => location.assign(url)

/** To Google's or Microsoft's page, and back to `/authenticate`. */
export const departForProvider = (provider: "google" | "microsoft"): Promise<void> =>
  api((clients) => clients.credentials.startOAuth({ payload: { provider } })).then(leave)

/** To the log-in of somebody's company. */
export const departForSso = (way: { organizationSlug: string } | { connectionId: string }): Promise<void> =>
  api((clients) => clients.credentials.startSso({ payload: way })).then(leave)
