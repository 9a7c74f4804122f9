import { ScrollTextIcon } from "lucide-react"
import { useDeferredValue, useState } from "react"
import { type AuditFilter, useAuditLog } from "@/api/queries.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { FeatureGate, FeatureNote } from "@/components/FeatureGate.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { PageHeader } from "@/components/PageHeader.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { AuditExport } from "@/settings/AuditExport.tsx"
import { AuditFiles } from "@/settings/AuditFiles.tsx"
import { AuditFilters } from "@/settings/AuditFilters.tsx"
import { AuditTable } from "@/settings/AuditTable.tsx"
import { AuditVerification } from "@/settings/AuditVerification.tsx"
import { texts } from "@/texts.ts"

export function Component() {
  const [filter, setFilter] = useState<AuditFilter>({})
  const log = useAuditLog(useDeferredValue(filter))
  return (
    <>
      <PageHeader
        title={texts.settings.places.audit}
        text={texts.settings.auditText}
        action={
          <FeatureGate feature="audit_log_export">
            <AuditExport filter={filter} />
          </FeatureGate>
        }
      />
      <FeatureNote feature="audit_log_export" />
      <AuditFiles />
      <AuditVerification />
      <AuditFilters onChange={setFilter} />
      <QueryState query={log}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={ScrollTextIcon}
              title={texts.settings.auditEmptyTitle}
              text={texts.settings.auditEmptyText}
            />
          ) : (
            <AuditTable records={items} />
          )
        }
      </QueryState>
      <LoadMore query={log} />
    </>
  )
}
