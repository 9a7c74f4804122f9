import type { DeliveryState } from "@tango/contracts/api/NotificationsApi"
import { LockIcon, MailIcon } from "lucide-react"
import { useDeliveries } from "@/api/queries.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Badge, type BadgeVariant } from "@/components/ui/badge.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table.tsx"
import { formatTime } from "@/lib/format.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

const variants: Record<typeof DeliveryState.Type, BadgeVariant> = {
  queued: "outline",
  sent: "default",
  delivered: "success",
  bounced: "destructive",
  complained: "destructive",
  failed: "destructive",
}

export function Component() {
  const mayRead = useAllowed("deliveries:read")
  return (
    <>
      <PageHeader title={texts.deliveries.title} {...(mayRead ? { text: texts.deliveries.text } : {})} />
      {mayRead ? (
        <DeliveryLog />
      ) : (
        <EmptyState icon={LockIcon} title={texts.deliveries.adminTitle} text={texts.deliveries.adminText} />
      )}
    </>
  )
}

function DeliveryLog() {
  const deliveries = useDeliveries()
  return (
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
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {items.map(({ deliveryId, kind, recipient, state, createdAt }) => (
                    <TableRow key={deliveryId}>
                      <TableCell className="w-full max-w-0 font-medium sm:w-auto sm:max-w-none">
                        {texts.deliveries.kinds[kind] ?? kind}
                        <span className="block truncate font-normal text-muted-foreground sm:hidden">{recipient}</span>
                      </TableCell>
                      <TableCell className="hidden text-muted-foreground sm:table-cell">{recipient}</TableCell>
                      <TableCell>
                        <Badge variant={variants[state]}>{texts.deliveries.states[state]}</Badge>
                      </TableCell>
                      <TableCell className="hidden whitespace-nowrap text-muted-foreground tabular-nums md:table-cell">
                        {formatTime(createdAt)}
                      </TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            </Card>
            <LoadMore query={deliveries} />
          </>
        )
      }
    </QueryState>
  )
}
