import { InfoIcon } from "lucide-react"
import type { ReactNode } from "react"
import { Alert, AlertDescription } from "./ui/alert.tsx"

/** Says why something is not offered here. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <Alert className="mb-6">
      <InfoIcon aria-hidden />
      <AlertDescription>{children}</AlertDescription>
    </Alert>
  )
}
