import { useQuery } from "@tanstack/react-query"
import { creditsQuery } from "@/api/queries.ts"
import { Card } from "@/components/ui/card.tsx"
import { formatDate, formatMoney } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

/** The organization's credit and where it came from; nothing where there never was any. */
export function CreditCard() {
  const { data } = useQuery(creditsQuery)
  if (data === undefined || data.items.length === 0) return null
  return (
    <section aria-label={texts.billing.credits}>
      <Card className="grid gap-4 p-5">
        <div className="flex flex-wrap items-baseline justify-between gap-2">
          <div>
            <h2 className="font-semibold">{texts.billing.credits}</h2>
            <p className="text-muted-foreground">{texts.billing.creditsText}</p>
          </div>
          <p className="text-2xl font-semibold tabular-nums">{formatMoney(data.balance, data.currency)}</p>
        </div>
        <ul className="divide-y">
          {data.items.map(({ amount, createdAt, currency, entryId, grantedBy, reason }) => (
            <li key={entryId} className="flex items-baseline justify-between gap-4 py-2">
              <span className="min-w-0">
                {reason}
                <span className="block text-xs text-muted-foreground">
                  {formatDate(createdAt)} {grantedBy !== null && texts.billing.grantedBy(grantedBy)}
                </span>
              </span>
              <span className="font-medium tabular-nums">
                {amount > 0 ? "+" : ""}
                {formatMoney(amount, currency)}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  )
}
