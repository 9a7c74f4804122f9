import type { BillingDetails as Schema } from "@tango/contracts/api/BillingApi"
import { useBillingDetails } from "@/api/queries.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Card } from "@/components/ui/card.tsx"
import { texts } from "@/texts.ts"
import { usePortal } from "./usePortal.ts"

type Details = typeof Schema.Type

const countries = new Intl.DisplayNames("en", { type: "region" })

const linesOf = ({ address, email, name }: Details): ReadonlyArray<string> =>
  [
    name,
    email,
    address?.line1,
    address?.line2,
    [address?.postalCode, address?.city, address?.state].filter(Boolean).join(" "),
    address?.country && countries.of(address.country),
  ].flatMap((line) => line || [])

/** Who is billed and how it is paid; changed in Stripe's portal. Nothing before the first purchase. */
export function BillingDetails() {
  const { data, error } = useBillingDetails()
  const portal = usePortal()
  if (error) return <ErrorNotice error={error} />
  if (data === undefined || (data.card === null && linesOf(data).length === 0)) return null
  const { card, taxIds } = data
  return (
    <section aria-label={texts.billing.details}>
      <Card className="grid gap-4 p-5">
        <div className="flex flex-wrap items-baseline justify-between gap-2">
          <h2 className="font-semibold">{texts.billing.details}</h2>
          <PendingButton
            size="sm"
            variant="outline"
            pending={portal.isPending}
            onClick={() => portal.mutate(undefined)}
          >
            {texts.billing.changeDetails}
          </PendingButton>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <address className="not-italic">
            {linesOf(data).map((line) => (
              <span key={line} className="block break-words">
                {line}
              </span>
            ))}
            {taxIds.map(({ value }) => (
              <span key={value} className="block text-muted-foreground">
                {texts.billing.taxId(value)}
              </span>
            ))}
          </address>
          {card && (
            <p>
              {texts.billing.card(card.brand, card.last4)}
              <span className="block text-muted-foreground">
                {texts.billing.cardExpires(`${String(card.expiryMonth).padStart(2, "0")}/${card.expiryYear}`)}
              </span>
            </p>
          )}
        </div>
      </Card>
    </section>
  )
}
