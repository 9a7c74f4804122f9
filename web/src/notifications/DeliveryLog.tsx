import { type Delivery, DeliveryState } from "@tango/contracts/api/NotificationsApi"
import { MailIcon, SearchIcon } from "lucide-react"
import { type FormEvent, useState } from "react"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Badge, type BadgeVariant } from "@/components/ui/badge.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Input } from "@/components/ui/input.tsx"
import { NativeSelect } from "@/components/ui/native-select.tsx"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table.tsx"
import { formatTime } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import { textIn } from "./textIn.ts"
import { type DeliveryFilter, useDeliveryLog } from "./queries.ts"
import { ResendDelivery } from "./ResendDelivery.tsx"

const variants: Record<typeof DeliveryState.Type, BadgeVariant> = {
  queued: "outline",
  sent: "default",
  delayed: "warning",
  delivered: "success",
  bounced: "destructive",
  complained: "destructive",
  suppressed: "warning",
  failed: "destructive",
}

export function DeliveryLog() {
  const [filter, setFilter] = useState<DeliveryFilter>({ recipient: "", state: "" })
  const deliveries = useDeliveryLog(filter)
  return (
    <>
      <Search filter={filter} onSearch={setFilter} />
      <QueryState query={deliveries}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={MailIcon} title={texts.deliveries.emptyTitle} text={texts.deliveries.emptyText} />
          ) : (
            <>
              <Card className="overflow-hidden">
                <Table>
                  <TableHeader>
                    <TableRow>
                      <TableHead>{texts.deliveries.kind}</TableHead>
                      <TableHead className="hidden sm:table-cell">{texts.deliveries.recipient}</TableHead>
                      <TableHead>{texts.deliveries.state}</TableHead>
                      <TableHead className="hidden md:table-cell">{texts.deliveries.time}</TableHead>
                      <TableHead>
                        <span className="sr-only">{texts.deliveries.resend}</span>
                      </TableHead>
                    </TableRow>
                  </TableHeader>
                  <TableBody>
                    {items.map((delivery) => (
                      <Row key={delivery.deliveryId} delivery={delivery} />
                    ))}
                  </TableBody>
                </Table>
              </Card>
              <LoadMore query={deliveries} />
            </>
          )
        }
      </QueryState>
    </>
  )
}

function Search({ filter, onSearch }: { filter: DeliveryFilter; onSearch: (filter: DeliveryFilter) => void }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onSearch({ ...filter, recipient: textIn(event.currentTarget, "recipient").trim() })
  }
  return (
    <form role="search" onSubmit={submit} className="mb-4 flex flex-wrap gap-2">
      <Input
        type="search"
        name="recipient"
        maxLength={254}
        placeholder={texts.deliveries.search}
        aria-label={texts.deliveries.search}
        className="min-w-0 flex-1 basis-48"
      />
      <Button type="submit" variant="outline">
        <SearchIcon aria-hidden />
        {texts.deliveries.searchAction}
      </Button>
      <NativeSelect
        aria-label={texts.deliveries.state}
        value={filter.state}
        onChange={(event) =>
          onSearch({ ...filter, state: DeliveryState.literals.find((each) => each === event.target.value) ?? "" })
        }
      >
        <option value="">{texts.deliveries.anyState}</option>
        {DeliveryState.literals.map((state) => (
          <option key={state} value={state}>
            {texts.deliveries.states[state]}
          </option>
        ))}
      </NativeSelect>
    </form>
  )
}

function Row({ delivery }: { delivery: typeof Delivery.Type }) {
  const { createdAt, kind, reason, recipient, resendOf, state } = delivery
  return (
    <TableRow>
      <TableCell className="w-full max-w-0 font-medium sm:w-auto sm:max-w-none">
        {texts.deliveries.kinds[kind] ?? kind}
        {resendOf !== null && (
          <span className="font-normal text-muted-foreground"> · {texts.deliveries.sentAgain}</span>
        )}
        <span className="block truncate font-normal text-muted-foreground sm:hidden">{recipient}</span>
        {reason !== null && <span className="block text-xs font-normal text-muted-foreground">{reason}</span>}
      </TableCell>
      <TableCell className="hidden max-w-64 truncate text-muted-foreground sm:table-cell">{recipient}</TableCell>
      <TableCell>
        <Badge variant={variants[state]}>{texts.deliveries.states[state]}</Badge>
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted-foreground tabular-nums md:table-cell">
        {formatTime(createdAt)}
      </TableCell>
      <TableCell className="text-right">
        <ResendDelivery delivery={delivery} />
      </TableCell>
    </TableRow>
  )
}
