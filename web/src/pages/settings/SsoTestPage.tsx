import { useQuery } from "@tanstack/react-query"
import { CircleAlertIcon, CircleCheckIcon } from "lucide-react"
import { Link, useSearchParams } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"

/** Where a test log-in comes back to; the token is good for one look. */
export function Component() {
  const [search] = useSearchParams()
  const token = search.get("token") ?? ""
  const result = useQuery({
    queryKey: ["sso-test", token],
    queryFn: () => api((clients) => clients.sso.finishTest({ payload: { token } })),
    staleTime: Infinity,
    retry: false,
    enabled: token !== "",
  })
  const problem = result.error?.problem
  return (
    <>
      <PageHeader title={texts.settings.testTitle} />
      <div className="grid justify-items-start gap-5" aria-live="polite">
        {result.isPending && token !== "" && <p className="text-muted-foreground">{texts.settings.testing}</p>}
        {result.data && (
          <Alert>
            <CircleCheckIcon aria-hidden />
            <AlertTitle>{texts.settings.testOk}</AlertTitle>
            <AlertDescription>
              {texts.settings.testOkText(result.data.email, texts.roles[result.data.role])}
            </AlertDescription>
          </Alert>
        )}
        {problem?._tag === "SsoTestFailed" || token === "" ? (
          <Alert variant="destructive" role="alert">
            <CircleAlertIcon aria-hidden />
            <AlertTitle>{texts.settings.testFailed}</AlertTitle>
            <AlertDescription>
              {texts.settings.testReason(
                problem?._tag === "SsoTestFailed" ? problem.reason : (search.get("error") ?? "no answer"),
              )}
            </AlertDescription>
          </Alert>
        ) : (
          result.error && <ErrorNotice error={result.error} />
        )}
        <Button asChild variant="outline">
          <Link to="/settings/sso">{texts.settings.backToSso}</Link>
        </Button>
      </div>
    </>
  )
}
