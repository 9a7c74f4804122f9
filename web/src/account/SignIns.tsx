import { useSignIns } from "@/api/queries.ts"
import { LoadMore } from "@/components/LoadMore.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table.tsx"
import { formatTime } from "@/lib/format.ts"
import { texts } from "@/texts.ts"
import { deviceOf } from "./device.ts"
import { Section } from "./Section.tsx"

const methods: Readonly<Record<string, string>> = texts.account.methods

export function SignIns() {
  const signIns = useSignIns()
  return (
    <Section title={texts.account.signIns} text={texts.account.signInsText}>
      <QueryState query={signIns}>
        {(items) => (
          <Table>
            <TableHeader>
              <TableRow>
                <TableHead className="pl-0">{texts.account.when}</TableHead>
                <TableHead>{texts.account.how}</TableHead>
                <TableHead className="hidden sm:table-cell">{texts.account.where}</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {items.map(({ address, at, method, signInId, userAgent }) => (
                <TableRow key={signInId}>
                  <TableCell className="pl-0 whitespace-nowrap">{formatTime(at)}</TableCell>
                  <TableCell>
                    {method
                      .split("+")
                      .map((one) => methods[one] ?? one)
                      .join(", ")}
                  </TableCell>
                  <TableCell className="hidden text-muted-foreground sm:table-cell">
                    {[deviceOf(userAgent), address].filter((text) => text).join(" · ")}
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </QueryState>
      <LoadMore query={signIns} />
    </Section>
  )
}
