import { CircleAlertIcon, UnplugIcon } from "lucide-react"
import { toast } from "sonner"
import { ApiError } from "@/api/ApiError.ts"
import { texts } from "@/texts.ts"
import { TraceId } from "./TraceId.tsx"
import { Alert, AlertDescription, AlertTitle } from "./ui/alert.tsx"
import { Button } from "./ui/button.tsx"

export const errorTitle = (error: unknown): string => {
  if (!(error instanceof ApiError)) return texts.errors.unexpected
  if (error.problem) return texts.errors.problems[error.problem.code]
  return error.kind === "unreachable" ? texts.errors.unreachable : texts.errors.unexpected
}

export const errorHint = (error: unknown): string | undefined => {
  if (!(error instanceof ApiError)) return texts.errors.unexpectedHint
  if (error.kind === "problem") return undefined
  return error.kind === "unreachable" ? texts.errors.unreachableHint : texts.errors.unexpectedHint
}

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

/** The same for things that have no place of their own. */
export const toastError = (error: unknown): void => {
  toast.error(errorTitle(error), {
    description: error instanceof ApiError ? <TraceId traceId={error.traceId} /> : errorHint(error),
    duration: 10_000,
  })
}
