import { useSyncExternalStore } from "react"

export type Theme = "system" | "light" | "dark"

const system = matchMedia("(prefers-color-scheme: dark)")
const listeners = new Set<() => void>()

const stored = (): Theme => {
  try {
    const theme = localStorage.getItem("theme")
    return theme === "light" || theme === "dark" ? theme : "system"
  } catch {
    return "system"
  }
}
let current = stored()

const isDark = () => current === "dark" || (current === "system" && system.matches)
const apply = () => {
  document.documentElement.classList.toggle("dark", isDark())
  for (const listener of listeners) listener()
}
system.addEventListener("change", apply)

/** The same rule as `public/theme.js`, which sets the first paint. */
export const setTheme = (theme: Theme): void => {
  current = theme
  try {
    if (theme === "system") localStorage.removeItem("theme")
    else localStorage.setItem("theme", theme)
  } catch {
    // Without storage the choice lasts until the page is left.
  }
  apply()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useTheme = (): { theme: Theme; dark: boolean } => ({
  theme: useSyncExternalStore(subscribe, () => current),
  dark: useSyncExternalStore(subscribe, isDark),
})
