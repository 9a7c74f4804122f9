import { CircleAlertIcon, UnplugIcon } from "lucide-react"
import { ApiError } from "@/api/ApiError.ts"
import { texts } from "@/texts.ts"
import { errorHint, errorTitle } from "./errorTexts.ts"
import { TraceId } from "./TraceId.tsx"
import { Alert, AlertDescription, AlertTitle } from "./ui/alert.tsx"
import { Button } from "./ui/button.tsx"

/** A failed call, in place: what is wrong, what to do, and the trace id. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const hint = errorHint(error)
  const unreachable = error instanceof ApiError && error.kind === "unreachable"
  return (
    <Alert variant="destructive" role="alert">
      {unreachable ? <UnplugIcon aria-hidden /> : <CircleAlertIcon aria-hidden />}
      <AlertTitle>{errorTitle(error)}</AlertTitle>
      <AlertDescription>
        {hint && <p>{hint}</p>}
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
