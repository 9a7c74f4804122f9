import { LogOutIcon, MonitorXIcon, UserRoundCogIcon } from "lucide-react"
import { Link } from "react-router"
import { toast } from "sonner"
import { api, session } from "@/api/api.ts"
import { Avatar } from "@/components/Avatar.tsx"
import { toastError } from "@/components/toastError.tsx"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import { ThemeItems } from "./ThemeMenu.tsx"

const logOut = async (everywhere: boolean) => {
  try {
    await api((clients) => clients.session.logOut({ payload: { everywhere } }))
    session.clear()
    toast.success(texts.nav.loggedOut)
  } catch (error) {
    toastError(error)
  }
}

/** `wide` shows the name beside the picture. */
export function UserMenu({ wide }: { wide: boolean }) {
  const { member } = useCurrentSession()
  const name = member.name || member.email
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex min-w-0 items-center gap-2.5 rounded-lg p-1.5 text-left outline-none hover:bg-accent focus-visible:ring-[3px] focus-visible:ring-ring/50 data-[state=open]:bg-accent">
        <Avatar id={member.memberId} name={name} className="size-8 rounded-full" />
        <span className="sr-only">
          {texts.nav.account}: {wide ? "" : name}
        </span>
        {wide && (
          <span className="grid min-w-0 flex-1">
            <span className="truncate text-sm font-medium">{name}</span>
            <span className="truncate text-xs text-muted-foreground">{texts.roles[member.role]}</span>
          </span>
        )}
      </DropdownMenuTrigger>
      <DropdownMenuContent align={wide ? "start" : "end"} className="w-60">
        <div className="grid px-2 py-1.5">
          <span className="truncate text-sm font-medium">{name}</span>
          <span className="truncate text-xs text-muted-foreground">
            {member.email} · {texts.roles[member.role]}
          </span>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link to="/account">
            <UserRoundCogIcon aria-hidden />
            {texts.nav.yourAccount}
          </Link>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <ThemeItems />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void logOut(false)}>
          <LogOutIcon aria-hidden />
          {texts.nav.logOut}
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => void logOut(true)}>
          <MonitorXIcon aria-hidden />
          {texts.nav.logOutEverywhere}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
