import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { texts } from "@/texts.ts"
import { ErrorNotice } from "./ErrorNotice.tsx"
import { Card } from "./ui/card.tsx"
import { Skeleton } from "./ui/skeleton.tsx"

function ListSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <Card className="divide-y">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-3 px-4 py-3.5">
          <Skeleton className="size-9 rounded-lg" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-3.5 w-40 max-w-1/2" />
            <Skeleton className="h-3 w-64 max-w-3/4" />
          </div>
        </div>
      ))}
    </Card>
  )
}

/** A query's three faces: a skeleton, an error that can be tried again, or its data. */
export function QueryState<Data>({
  query,
  skeleton = <ListSkeleton />,
  children,
}: {
  query: Pick<UseQueryResult<Data>, "data" | "error" | "refetch">
  skeleton?: ReactNode
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
  return (
    <div role="status">
      <span className="sr-only">{texts.app.loading}</span>
      {skeleton}
    </div>
  )
}
