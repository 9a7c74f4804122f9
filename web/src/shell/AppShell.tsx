import { QueryClientProvider } from "@tanstack/react-query"
import { type ReactNode, useState } from "react"
import { Navigate, Outlet } from "react-router"
import { makeQueryClient } from "@/api/queryClient.ts"
import { PaymentBanner } from "@/billing/PaymentBanner.tsx"
import { CurrentSession } from "@/session/CurrentSession.ts"
import { pendingStep } from "@/session/stepUp.ts"
import { useSession } from "@/session/useSession.ts"
import { texts } from "@/texts.ts"
import { LiveInbox } from "@/notifications/LiveInbox.tsx"
import { Navigation } from "./Navigation.tsx"
import { OrganizationMenu } from "./OrganizationMenu.tsx"
import { UserMenu } from "./UserMenu.tsx"

/** What was fetched for one organization ends with it: another organization starts with an empty cache. */
function OrganizationQueries({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
}

/** The frame around every page of an organization. */
export function Component() {
  const state = useSession()
  if (state.status !== "authenticated") return <Navigate to={pendingStep() ? "/second-factor" : "/login"} replace />
  const { organization, member } = state.session
  return (
    <CurrentSession value={state.session}>
      <OrganizationQueries key={`${organization.organizationId}/${member.memberId}`}>
        <a
          href="#content"
          className="sr-only z-50 rounded-md bg-primary px-4 py-2 text-primary-foreground focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {texts.app.skip}
        </a>
        <div className="md:grid md:min-h-dvh md:grid-cols-[15rem_1fr]">
          <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-background/90 px-3 backdrop-blur md:h-dvh md:flex-col md:items-stretch md:gap-5 md:border-r md:border-b-0 md:p-3">
            <div className="min-w-0 flex-1 md:flex-none">
              <OrganizationMenu />
            </div>
            <Navigation form="column" />
            <div className="md:mt-auto md:grid">
              <div className="hidden md:grid">
                <UserMenu wide />
              </div>
              <div className="md:hidden">
                <UserMenu wide={false} />
              </div>
            </div>
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto w-full max-w-4xl min-w-0 px-4 pt-6 pb-28 outline-none sm:px-8 md:pt-10 md:pb-16"
          >
            <PaymentBanner />
            <Outlet />
          </main>
        </div>
        <Navigation form="bar" />
        <LiveInbox />
      </OrganizationQueries>
    </CurrentSession>
  )
}
