import type { Preview as PreviewSchema } from "@tango/contracts/api/BillingApi"
import { prices } from "@tango/contracts/Plans"
import { formatDate, formatMoney } from "@/lib/format.ts"
import { cn } from "@/lib/utils.ts"
import { texts } from "@/texts.ts"

export type Preview = typeof PreviewSchema.Type

function Row({ label, amount, strong = false }: { label: string; amount: string; strong?: boolean }) {
  return (
    <div
      className={cn("flex items-baseline justify-between gap-4", strong ? "font-semibold" : "text-muted-foreground")}
    >
      <dt className="min-w-0">{label}</dt>
      <dd className="tabular-nums">{amount}</dd>
    </div>
  )
}

/** Line by line what a change costs, as Stripe has worked it out. */
export function PreviewAmounts({ preview }: { preview: Preview }) {
  const money = (amount: number) => formatMoney(amount, preview.currency)
  const now = preview.effect === "now"
  return (
    <div className="grid gap-3 rounded-lg border bg-muted/40 p-4" role="status">
      <dl className="grid gap-1.5 text-sm">
        {preview.lines.map(({ amount, description }, index) => (
          <Row key={index} label={description} amount={money(amount)} />
        ))}
        {preview.creditApplied > 0 && <Row label={texts.billing.creditUsed} amount={money(-preview.creditApplied)} />}
        {preview.creditAfter > 0 && <Row label={texts.billing.creditLeft} amount={money(preview.creditAfter)} />}
        <Row strong label={now ? texts.billing.dueNow : texts.billing.nothingNow} amount={money(preview.amountDue)} />
        <Row label={texts.billing.recurring[prices[preview.price].interval]} amount={money(preview.recurring)} />
      </dl>
      <p className="text-xs text-muted-foreground">
        {now ? texts.billing.nowText : texts.billing.atPeriodEnd(formatDate(preview.effectiveAt))}
      </p>
    </div>
  )
}
