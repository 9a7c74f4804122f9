import { plans, prices } from "@tango/contracts/Plans"
import { useQuery } from "@tanstack/react-query"
import { ArmchairIcon } from "lucide-react"
import { useId } from "react"
import { api } from "@/api/api.ts"
import { seatsQuery } from "@/api/queries.ts"
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert.tsx"
import { Label } from "@/components/ui/label.tsx"
import { formatMoney } from "@/lib/format.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

/** How many seats more so many people need: 0 where they fit, nothing is paid by seat, or the plan adds seats unasked. */
export const useSeatsMissing = (people = 1): number => {
  const { data } = useQuery(seatsQuery)
  if (!data?.price || data.paid === null || !plans[prices[data.price].plan].asksForSeats) return 0
  return Math.min(people, Math.max(0, data.used + data.invited + people - data.paid))
}

interface SeatQuestionProps {
  readonly people?: number
  readonly agreed: boolean
  readonly onAgree: (agreed: boolean) => void
}

/** Asks before an invitation that will cost more seats, with what they will cost. */
export function SeatQuestion({ agreed, onAgree, people = 1 }: SeatQuestionProps) {
  const id = useId()
  const missing = useSeatsMissing(people)
  const { data: use } = useQuery(seatsQuery)
  const mayPreview = useAllowed("billing:write")
  const wanted = use?.price && use.paid !== null ? { price: use.price, seats: use.paid + missing } : undefined
  const preview = useQuery({
    queryKey: ["preview", wanted],
    queryFn: () =>
      api((clients) => clients.subscription.preview({ payload: wanted ?? { price: "pro_monthly", seats: 1 } })),
    enabled: missing > 0 && mayPreview && wanted !== undefined,
    retry: false,
    staleTime: 60_000,
  })
  if (missing === 0 || !use?.price) return null
  const { currency, interval, unitAmount } = prices[use.price]
  const now = preview.data ? formatMoney(preview.data.total, preview.data.currency) : undefined
  return (
    <Alert variant="brand">
      <ArmchairIcon aria-hidden />
      <AlertTitle>{texts.billing.seatNeeded(missing)}</AlertTitle>
      <AlertDescription>
        <p>{texts.billing.seatCosts(missing, formatMoney(unitAmount * missing, currency), interval, now)}</p>
        <Label htmlFor={id} className="items-start gap-2 font-normal text-foreground">
          <input
            id={id}
            type="checkbox"
            className="mt-0.5 size-4 accent-brand"
            checked={agreed}
            onChange={(event) => onAgree(event.target.checked)}
          />
          {texts.billing.seatAgree(missing)}
        </Label>
      </AlertDescription>
    </Alert>
  )
}
