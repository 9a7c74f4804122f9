import { texts } from "@/texts.ts"
import { Mark } from "./Logo.tsx"

export function Splash() {
  return (
    <div role="status" className="grid min-h-dvh place-items-center">
      <Mark className="size-10 animate-pulse" />
      <span className="sr-only">{texts.app.loading}</span>
    </div>
  )
}
