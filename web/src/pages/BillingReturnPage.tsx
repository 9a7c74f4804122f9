import { CheckoutSessionId } from "@tango/contracts/Ids"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { LoaderCircleIcon } from "lucide-react"
import { Link, useSearchParams } from "react-router"
import { api } from "@/api/api.ts"
import { subscriptionQuery } from "@/api/queries.ts"
import { Upgraded } from "@/billing/Upgraded.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { Note } from "@/components/Note.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { texts } from "@/texts.ts"

const decodeId = Schema.decodeUnknownOption(CheckoutSessionId)
const attempts = 8
const final = ["NotFound", "Forbidden"]

function Waiting({ long }: { long: boolean }) {
  return (
    <Card role="status" className="grid justify-items-center gap-3 px-6 py-16 text-center">
      <LoaderCircleIcon aria-hidden className="size-7 animate-spin text-brand" />
      <h2 className="text-base font-semibold">{texts.billing.confirming}</h2>
      <p className="text-muted-foreground">{long ? texts.billing.stillText : texts.billing.confirmingText}</p>
    </Card>
  )
}

/** Asks billing to look at this checkout now instead of waiting for the webhook, a few times if it must be. */
function Confirmation({ checkoutSessionId }: { checkoutSessionId: CheckoutSessionId }) {
  const queryClient = useQueryClient()
  const sync = useQuery({
    queryKey: ["checkout", checkoutSessionId],
    queryFn: async () => {
      const subscription = await api((clients) => clients.subscription.syncCheckout({ params: { checkoutSessionId } }))
      queryClient.setQueryData(subscriptionQuery.queryKey, subscription)
      return subscription
    },
    // An unknown checkout and a missing right do not change by asking again.
    retry: (failures, error) => failures < 4 && !final.includes(error.problem?._tag ?? ""),
    retryDelay: (failures) => 1000 * (failures + 1),
    refetchInterval: ({ state }) =>
      state.data?.plan === "free" && state.dataUpdateCount < attempts ? 500 * state.dataUpdateCount : false,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (sync.data && sync.data.plan !== "free")
    return (
      <>
        {sync.data.duplicate && <Note>{`${texts.billing.duplicateTitle}. ${texts.billing.duplicateText}`}</Note>}
        <Upgraded subscription={sync.data} />
      </>
    )
  if (sync.error) return <ErrorNotice error={sync.error} onRetry={() => void sync.refetch()} />
  const tries = queryClient.getQueryState(["checkout", checkoutSessionId])?.dataUpdateCount ?? 0
  if (tries < attempts) return <Waiting long={tries > 3 || sync.failureCount > 1} />
  return (
    <Card role="alert" className="grid gap-3 p-6">
      <h2 className="text-base font-semibold">{texts.billing.notPaidTitle}</h2>
      <p className="text-muted-foreground">{texts.billing.notPaidText}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void sync.refetch()}>{texts.app.retry}</Button>
        <Button variant="outline" asChild>
          <Link to="/billing">{texts.billing.toBilling}</Link>
        </Button>
      </div>
    </Card>
  )
}

export function Component() {
  const [search] = useSearchParams()
  const id = Option.getOrUndefined(decodeId(search.get("session_id")))
  return (
    <>
      <PageHeader title={texts.billing.returnTitle} />
      {id ? <Confirmation checkoutSessionId={id} /> : <Note>{texts.billing.noSession}</Note>}
    </>
  )
}
