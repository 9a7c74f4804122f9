import { UnplugIcon, WrenchIcon } from "lucide-react"
import { useRouteError } from "react-router"
import { ApiError } from "@/api/ApiError.ts"
import { errorHint, errorTitle } from "@/components/errorTexts.ts"
import { TraceId } from "@/components/TraceId.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"

/** What is shown when a page could not be shown at all. */
export function ErrorPage() {
  const error = useRouteError()
  const unreachable = error instanceof ApiError && error.kind === "unreachable"
  const Icon = unreachable ? UnplugIcon : WrenchIcon
  return (
    <main className="grid min-h-[70dvh] place-items-center p-6">
      <title>{texts.app.title(texts.errors.pageTitle)}</title>
      <div role="alert" className="grid max-w-md justify-items-center gap-3 text-center">
        <span className="mb-1 grid size-12 place-items-center rounded-full border bg-card shadow-xs">
          <Icon aria-hidden className="size-5 text-brand" />
        </span>
        <h1 tabIndex={-1} className="text-xl font-semibold outline-none">
          {errorTitle(error)}
        </h1>
        <p className="text-pretty text-muted-foreground">{errorHint(error)}</p>
        {error instanceof ApiError && <TraceId traceId={error.traceId} />}
        <Button className="mt-2" onClick={() => window.location.reload()}>
          {texts.app.retry}
        </Button>
      </div>
    </main>
  )
}
