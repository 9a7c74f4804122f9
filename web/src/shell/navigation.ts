import type { Permission } from "@tango/contracts/Permissions"
import { CreditCardIcon, FolderKanbanIcon, GaugeIcon, MailCheckIcon, SettingsIcon, UsersIcon } from "lucide-react"
import type { ComponentType } from "react"
import { InboxIcon } from "@/notifications/InboxIcon.tsx"
import { texts } from "@/texts.ts"

/** The main places, and the permission without which a place is not offered. */
export const places: ReadonlyArray<{
  to: string
  label: string
  icon: ComponentType<{ className?: string; "aria-hidden"?: boolean }>
  permission: Permission
}> = [
  { to: "/projects", label: texts.nav.projects, icon: FolderKanbanIcon, permission: "projects:read" },
  { to: "/members", label: texts.nav.members, icon: UsersIcon, permission: "members:read" },
  { to: "/usage", label: texts.nav.usage, icon: GaugeIcon, permission: "entitlements:read" },
  { to: "/billing", label: texts.nav.billing, icon: CreditCardIcon, permission: "billing:read" },
  { to: "/inbox", label: texts.nav.inbox, icon: InboxIcon, permission: "self:read" },
  { to: "/deliveries", label: texts.nav.deliveries, icon: MailCheckIcon, permission: "deliveries:read" },
  { to: "/settings", label: texts.nav.settings, icon: SettingsIcon, permission: "organization:write" },
]
