import { prices } from "@tango/contracts/Plans"
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

/** How many seats more one more person needs: 0 where they fit, or where nothing is paid by seat. */
export const useSeatsMissing = (): number => {
  const { data } = useQuery(seatsQuery)
  if (data === undefined || data.paid === null) return 0
  return Math.max(0, data.used + data.invited + 1 - data.paid)
}

/** Asks before an invitation that will cost another seat, with what it will cost. */
export function SeatQuestion({ agreed, onAgree }: { agreed: boolean; onAgree: (agreed: boolean) => void }) {
  const id = useId()
  const missing = useSeatsMissing()
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
      <AlertTitle>{texts.billing.seatNeeded}</AlertTitle>
      <AlertDescription>
        <p>{texts.billing.seatCosts(formatMoney(unitAmount, currency), texts.billing.perSeat[interval], now)}</p>
        <Label htmlFor={id} className="items-start gap-2 font-normal text-foreground">
          <input
            id={id}
            type="checkbox"
            className="mt-0.5 size-4 accent-brand"
            checked={agreed}
            onChange={(event) => onAgree(event.target.checked)}
          />
          {texts.billing.seatAgree}
        </Label>
      </AlertDescription>
    </Alert>
  )
}
