import { Section } from "@/account/Section.tsx"
import { useScimLog } from "@/api/queries.ts"
import { LoadMore } from "@/components/LoadMore.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { texts } from "@/texts.ts"
import { AuditTable } from "./AuditTable.tsx"

export function ScimLog() {
  const log = useScimLog()
  return (
    <Section title={texts.settings.scimLog}>
      <QueryState query={log}>
        {(items) =>
          items.length === 0 ? (
            <p className="text-muted-foreground">{texts.settings.scimLogEmpty}</p>
          ) : (
            <AuditTable records={items} />
          )
        }
      </QueryState>
      <LoadMore query={log} />
    </Section>
  )
}
