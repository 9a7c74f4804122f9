import { toast } from "sonner"
import { ApiError } from "@/api/ApiError.ts"
import { errorHint, errorTitle } from "./errorTexts.ts"
import { TraceId } from "./TraceId.tsx"

/** A failed call that has no place of its own on the page. */
export const toastError = (error: unknown): void => {
  toast.error(errorTitle(error), {
    description: error instanceof ApiError ? <TraceId traceId={error.traceId} /> : errorHint(error),
    duration: 10_000,
  })
}
