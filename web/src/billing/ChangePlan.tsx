import { type PriceKey, plans, prices } from "@tango/contracts/Plans"
import { useQuery } from "@tanstack/react-query"
import { LoaderCircleIcon } from "lucide-react"
import { useState } from "react"
import { toast } from "sonner"
import { ApiError } from "@/api/ApiError.ts"
import { api } from "@/api/api.ts"
import { useCreate } from "@/api/useCreate.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Field } from "@/components/Field.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { DialogClose, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "@/components/ui/dialog.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { formatMoney } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import { type Preview, PreviewAmounts } from "./PreviewAmounts.tsx"
import { SeatsStepper } from "./SeatsStepper.tsx"
import { useTakeOver } from "./useBillingAction.ts"

export interface Terms {
  readonly price: PriceKey
  readonly seats: number
}

const options = Object.values(prices)
const nameOf = (key: PriceKey) => {
  const { interval, plan } = prices[key]
  return texts.billing.orderLine(
    plans[plan].title,
    interval === "month" ? texts.billing.monthlyWord : texts.billing.annualWord,
  )
}

const confirmText = ({ amountDue, currency, effect }: Preview) => {
  if (effect === "period_end") return texts.billing.confirmLater
  return amountDue > 0 ? texts.billing.confirmNow(formatMoney(amountDue, currency)) : texts.billing.confirmFree
}

/** Price and seats, the exact amounts for them, and the button that charges exactly those. */
export function ChangePlan({ from, to, onDone }: { from: Terms; to: Terms; onDone: () => void }) {
  const [wanted, setWanted] = useState(to)
  const takeOver = useTakeOver()
  const isSame = wanted.price === from.price && wanted.seats === from.seats
  const preview = useQuery({
    queryKey: ["preview", wanted],
    queryFn: () => api((clients) => clients.subscription.preview({ payload: wanted })),
    enabled: !isSame,
    staleTime: 60_000,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const change = useCreate((payload: { previewId: string }, key) =>
    api((clients) => clients.subscription.change({ payload, headers: { "idempotency-key": key } })),
  )
  const confirm = ({ effect, previewId }: Preview) =>
    change.mutate(
      { previewId },
      {
        onSuccess: (subscription) => {
          takeOver(subscription)
          toast.success(effect === "now" ? texts.billing.changed : texts.billing.changeArranged)
          onDone()
        },
        onError: (error) => {
          if (error instanceof ApiError && error.problem?._tag === "PreviewStale") void preview.refetch()
        },
      },
    )
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (preview.data !== undefined && !change.isPending) confirm(preview.data)
      }}
    >
      <DialogHeader>
        <DialogTitle>{texts.billing.changeTitle}</DialogTitle>
        <DialogDescription>{texts.billing.changeText}</DialogDescription>
      </DialogHeader>
      <Field label={texts.billing.plan_}>
        {(control) => (
          <NativeSelect
            {...control}
            value={wanted.price}
            onChange={(event) =>
              setWanted({
                ...wanted,
                price: options.find(({ key }) => key === event.target.value)?.key ?? wanted.price,
              })
            }
          >
            {options.map(({ key }) => (
              <option key={key} value={key}>
                {nameOf(key)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <SeatsStepper seats={wanted.seats} hint="" onChange={(seats) => setWanted({ ...wanted, seats })} />
      {!isSame && preview.isFetching && (
        <p role="status" className="flex items-center gap-2 text-muted-foreground">
          <LoaderCircleIcon aria-hidden className="size-4 animate-spin" />
          {texts.billing.calculating}
        </p>
      )}
      {!isSame && preview.error && <ErrorNotice error={preview.error} />}
      {!isSame && preview.data && <PreviewAmounts preview={preview.data} />}
      {change.error && <ErrorNotice error={change.error} />}
      <DialogFooter>
        <DialogClose asChild>
          <Button type="button" variant="outline">
            {texts.app.cancel}
          </Button>
        </DialogClose>
        <PendingButton
          type="submit"
          pending={change.isPending}
          disabled={isSame || preview.data === undefined || preview.isFetching}
        >
          {preview.data && !isSame ? confirmText(preview.data) : texts.billing.confirmFree}
        </PendingButton>
      </DialogFooter>
    </form>
  )
}
