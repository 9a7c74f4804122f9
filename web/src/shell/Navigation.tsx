import { isAllowed } from "@tango/contracts/Permissions"
import { NavLink } from "react-router"
import { cn } from "@/lib/utils.ts"
import { useCurrentSession } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import { places } from "./navigation.ts"

/** The same list twice: a column beside the page, or a bar below it on small screens. CSS shows one of them. */
export function Navigation({ form }: { form: "column" | "bar" }) {
  const { role } = useCurrentSession().member
  const column = form === "column"
  return (
    <nav
      aria-label={texts.nav.label}
      className={
        column
          ? "hidden md:block"
          : "fixed inset-x-0 bottom-0 z-40 border-t bg-card/95 pb-[env(safe-area-inset-bottom)] backdrop-blur md:hidden"
      }
    >
      <ul className={column ? "grid gap-0.5" : "flex"}>
        {places
          .filter((place) => isAllowed(role, place.permission))
          .map(({ to, label, icon: Icon }) => (
            <li key={to} className="flex-1">
              <NavLink
                to={to}
                className={({ isActive }) =>
                  cn(
                    "relative flex items-center rounded-md font-medium outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50",
                    column ? "gap-2.5 px-2.5 py-2 hover:bg-accent" : "flex-col gap-1 px-1 py-2 text-[0.6875rem]",
                    isActive ? "text-foreground [&_svg]:text-brand" : "text-muted-foreground hover:text-foreground",
                    isActive && column && "bg-accent",
                  )
                }
              >
                <Icon aria-hidden className={column ? "size-4" : "size-5"} />
                {label}
              </NavLink>
            </li>
          ))}
      </ul>
    </nav>
  )
}
