import type { AuditRecord } from "@tango/contracts/api/IdentityApi"
import { Card } from "@/components/ui/card.tsx"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table.tsx"
import { formatTime } from "@/lib/format.ts"
import { texts } from "@/texts.ts"

type Entry = typeof AuditRecord.Type

const detailsOf = ({ details }: Entry) =>
  Object.entries(details)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(", ")

export function AuditTable({ records }: { records: ReadonlyArray<Entry> }) {
  return (
    <Card className="overflow-hidden">
      <Table>
        <TableHeader>
          <TableRow>
            <TableHead>{texts.settings.what}</TableHead>
            <TableHead className="hidden sm:table-cell">{texts.settings.who}</TableHead>
            <TableHead className="hidden lg:table-cell">{texts.settings.target}</TableHead>
            <TableHead>{texts.settings.when}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {records.map((record) => (
            <TableRow key={record.entryId}>
              <TableCell className="w-full max-w-0">
                <span className="block truncate font-medium">{record.action}</span>
                <span className="block truncate text-muted-foreground sm:hidden">
                  {record.actorName ?? record.actor.id}
                </span>
                <span className="block truncate text-xs text-muted-foreground" title={detailsOf(record)}>
                  {detailsOf(record)}
                </span>
              </TableCell>
              <TableCell className="hidden sm:table-cell">
                <span className="block max-w-48 truncate" title={record.actor.id}>
                  {record.actorName ?? record.actor.id}
                </span>
                {record.ip !== null && <span className="block text-xs text-muted-foreground">{record.ip}</span>}
              </TableCell>
              <TableCell className="hidden lg:table-cell">
                <span className="block max-w-40 truncate text-muted-foreground" title={record.target.id}>
                  {record.target.type} {record.target.id}
                </span>
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground tabular-nums">
                {formatTime(record.at)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
