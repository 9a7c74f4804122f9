import { CircleAlertIcon, UnplugIcon } from "lucide-react"
import { ApiError } from "@/api/ApiError.ts"
import { texts } from "@/texts.ts"
import { errorHint, errorTitle } from "./errorTexts.ts"
import { fieldErrors } from "./fieldErrors.ts"
import { TraceId } from "./TraceId.tsx"
import { Alert, AlertDescription, AlertTitle } from "./ui/alert.tsx"
import { Button } from "./ui/button.tsx"

/**
 * A failed call, in place: what is wrong, what to do, and the trace id. `fields` are those that say themselves what is wrong with
 * them; nothing is left to say when it is nothing else.
 */
export function ErrorNotice({
  error,
  fields = [],
  onRetry,
}: {
  error: unknown
  fields?: ReadonlyArray<string>
  onRetry?: () => void
}) {
  const refused = [...fieldErrors(error)]
  const elsewhere = refused.filter(([field]) => !fields.includes(field))
  if (refused.length > 0 && elsewhere.length === 0) return null
  const hint = errorHint(error)
  const unreachable = error instanceof ApiError && error.kind === "unreachable"
  return (
    <Alert variant="destructive" role="alert">
      {unreachable ? <UnplugIcon aria-hidden /> : <CircleAlertIcon aria-hidden />}
      <AlertTitle>{errorTitle(error)}</AlertTitle>
      <AlertDescription>
        {hint && <p>{hint}</p>}
        {elsewhere.map(([field, sentence]) => (
          <p key={field}>{sentence}</p>
        ))}
        {error instanceof ApiError && !unreachable && <TraceId traceId={error.traceId} />}
        {onRetry && (
          <Button type="button" variant="outline" size="sm" onClick={onRetry}>
            {texts.app.retry}
          </Button>
        )}
      </AlertDescription>
    </Alert>
  )
}
