import { Toaster as Sonner } from "sonner"
import { useTheme } from "@/lib/theme.ts"

export function Toaster() {
  return (
    <Sonner
      theme={useTheme().dark ? "dark" : "light"}
      position="bottom-right"
      mobileOffset={{ bottom: "5rem" }}
      toastOptions={{
        style: {
          background: "var(--popover)",
          color: "var(--popover-foreground)",
          borderColor: "var(--border)",
          fontFamily: "inherit",
        },
      }}
    />
  )
}
