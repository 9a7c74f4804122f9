import { ArrowLeftRightIcon, ChevronsUpDownIcon } from "lucide-react"
import { Link } from "react-router"
import { Avatar } from "@/components/Avatar.tsx"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

export function OrganizationMenu() {
  const { organization } = useCurrentSession()
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex w-full min-w-0 items-center gap-2.5 rounded-lg p-1.5 text-left outline-none hover:bg-accent focus-visible:ring-[3px] focus-visible:ring-ring/50 data-[state=open]:bg-accent">
        <Avatar id={organization.organizationId} name={organization.name} className="size-8 rounded-md" />
        <span className="min-w-0 flex-1 truncate font-semibold">
          <span className="sr-only">{texts.nav.organization}: </span>
          {organization.name}
        </span>
        <ChevronsUpDownIcon aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-60">
        <DropdownMenuLabel className="truncate">{organization.name}</DropdownMenuLabel>
        <DropdownMenuItem asChild>
          <Link to="/organizations">
            <ArrowLeftRightIcon aria-hidden />
            {texts.nav.switch}
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
