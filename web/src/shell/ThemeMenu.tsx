import { MonitorIcon, MoonIcon, SunIcon } from "lucide-react"
import { Button } from "@/components/ui/button.tsx"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx"
import { setTheme, type Theme, useTheme } from "@/lib/theme.ts"
import { texts } from "@/texts.ts"

const themes = [
  { value: "system", icon: MonitorIcon },
  { value: "light", icon: SunIcon },
  { value: "dark", icon: MoonIcon },
] as const satisfies ReadonlyArray<{ value: Theme; icon: unknown }>

/** The three choices, for any menu. */
export function ThemeItems() {
  const { theme } = useTheme()
  return (
    <DropdownMenuRadioGroup value={theme}>
      <DropdownMenuLabel>{texts.theme.label}</DropdownMenuLabel>
      {themes.map(({ value, icon: Icon }) => (
        <DropdownMenuRadioItem
          key={value}
          value={value}
          onSelect={(event) => {
            event.preventDefault()
            setTheme(value)
          }}
        >
          <Icon aria-hidden />
          {texts.theme[value]}
        </DropdownMenuRadioItem>
      ))}
    </DropdownMenuRadioGroup>
  )
}

export function ThemeMenu() {
  const Icon = useTheme().dark ? MoonIcon : SunIcon
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={texts.theme.label}>
          <Icon aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="min-w-40">
        <ThemeItems />
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
