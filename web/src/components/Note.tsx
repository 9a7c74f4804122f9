import { InfoIcon } from "lucide-react"
import { Alert, AlertDescription } from "./ui/alert.tsx"

/** Says why something is not offered here. */
export function Note({ children }: { children: string }) {
  return (
    <Alert className="mb-6">
      <InfoIcon aria-hidden />
      <AlertDescription>{children}</AlertDescription>
    </Alert>
  )
}
