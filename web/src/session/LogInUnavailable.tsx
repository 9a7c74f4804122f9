import { UnplugIcon } from "lucide-react"
import { useLogInOptions } from "@/api/queries.ts"
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert.tsx"
import { texts } from "@/texts.ts"

/** Says so when nobody can log in at the moment, through no fault of theirs. */
export function LogInUnavailable() {
  const options = useLogInOptions()
  if (options.data?.available !== false) return null
  return (
    <Alert variant="warning" role="status">
      <UnplugIcon aria-hidden />
      <AlertTitle>{texts.auth.unavailableTitle}</AlertTitle>
      <AlertDescription>{texts.auth.unavailableText}</AlertDescription>
    </Alert>
  )
}
