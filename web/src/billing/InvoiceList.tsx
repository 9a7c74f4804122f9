import type { Invoice as InvoiceSchema } from "@tango/contracts/api/BillingApi"
import { FileTextIcon, ReceiptIcon } from "lucide-react"
import { useInvoices } from "@/api/queries.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Badge, type BadgeVariant } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table.tsx"
import { formatDate, formatMoney } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

type Invoice = typeof InvoiceSchema.Type

const variants: Record<Invoice["status"], BadgeVariant> = {
  open: "warning",
  paid: "success",
  uncollectible: "outline",
  void: "outline",
}

function Status({ invoice }: { invoice: Invoice }) {
  const { amountRefunded, creditApplied, currency, dispute, status } = invoice
  return (
    <div className="flex flex-wrap gap-1">
      <Badge variant={variants[status]}>{texts.billing.invoiceStatuses[status]}</Badge>
      {amountRefunded > 0 && (
        <Badge variant="outline">{texts.billing.refunded(formatMoney(amountRefunded, currency))}</Badge>
      )}
      {dispute !== null && (
        <Badge variant={dispute === "won" ? "outline" : "destructive"}>{texts.billing.disputes[dispute]}</Badge>
      )}
      {creditApplied > 0 && (
        <Badge variant="brand">{texts.billing.creditApplied(formatMoney(creditApplied, currency))}</Badge>
      )}
    </div>
  )
}

function Row({ invoice }: { invoice: Invoice }) {
  const { createdAt, currency, invoiceId, number, pdfUrl, status, total, url } = invoice
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap">
        <span className="font-medium">{number ?? invoiceId}</span>
        <span className="block text-xs text-muted-foreground">{formatDate(createdAt)}</span>
      </TableCell>
      <TableCell className="text-right tabular-nums">{formatMoney(total, currency)}</TableCell>
      <TableCell>
        <Status invoice={invoice} />
      </TableCell>
      <TableCell className="text-right">
        {status === "open" && url !== null ? (
          <Button size="sm" asChild>
            <a href={url}>{texts.billing.payInvoice}</a>
          </Button>
        ) : (
          pdfUrl !== null && (
            <Button size="sm" variant="outline" asChild>
              <a href={pdfUrl} aria-label={texts.billing.pdfOf(number ?? invoiceId)}>
                <FileTextIcon aria-hidden />
                <span className="hidden sm:inline">{texts.billing.pdf}</span>
              </a>
            </Button>
          )
        )}
      </TableCell>
    </TableRow>
  )
}

export function InvoiceList() {
  const invoices = useInvoices()
  return (
    <section aria-label={texts.billing.invoices} className="grid gap-4">
      <h2 className="text-base font-semibold">{texts.billing.invoices}</h2>
      <QueryState query={invoices}>
        {(data) =>
          data.length === 0 ? (
            <EmptyState icon={ReceiptIcon} title={texts.billing.noInvoices} text={texts.billing.noInvoicesText} />
          ) : (
            <Card className="overflow-hidden">
              <Table>
                <TableHeader>
                  <TableRow>
                    <TableHead>{texts.billing.invoice}</TableHead>
                    <TableHead className="text-right">{texts.billing.amount}</TableHead>
                    <TableHead>{texts.billing.status}</TableHead>
                    <TableHead>
                      <span className="sr-only">{texts.billing.documents}</span>
                    </TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {data.map((invoice) => (
                    <Row key={invoice.invoiceId} invoice={invoice} />
                  ))}
                </TableBody>
              </Table>
            </Card>
          )
        }
      </QueryState>
      <LoadMore query={invoices} />
    </section>
  )
}
