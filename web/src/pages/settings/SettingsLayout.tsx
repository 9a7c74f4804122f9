import { LockIcon } from "lucide-react"
import { NavLink, Outlet } from "react-router"
import { EmptyState } from "@/components/EmptyState.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { cn } from "@/lib/utils.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const places = [
  ["/settings", texts.settings.places.organization],
  ["/settings/sso", texts.settings.places.sso],
  ["/settings/scim", texts.settings.places.scim],
  ["/settings/api-clients", texts.settings.places.apiClients],
  ["/settings/audit-log", texts.settings.places.audit],
] as const

/** The places of the settings above the one that is open. */
export function Component() {
  const allowed = useAllowed("organization:write")
  if (!allowed) {
    return (
      <>
        <PageHeader title={texts.settings.title} />
        <EmptyState icon={LockIcon} title={texts.settings.adminTitle} text={texts.settings.adminText} />
      </>
    )
  }
  return (
    <>
      <nav aria-label={texts.settings.label} className="mb-6 overflow-x-auto border-b">
        <ul className="flex gap-1">
          {places.map(([to, label]) => (
            <li key={to}>
              <NavLink
                to={to}
                end
                className={({ isActive }) =>
                  cn(
                    "block border-b-2 px-3 py-2 whitespace-nowrap outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50 focus-visible:ring-inset",
                    isActive
                      ? "border-brand font-medium"
                      : "border-transparent text-muted-foreground hover:text-foreground",
                  )
                }
              >
                {label}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </>
  )
}
