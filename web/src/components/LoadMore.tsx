import { texts } from "@/texts.ts"
import { PendingButton } from "./PendingButton.tsx"

export function LoadMore({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
  if (!query.hasNextPage) return null
  return (
    <div className="mt-4 flex justify-center">
      <PendingButton variant="outline" pending={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {texts.app.loadMore}
      </PendingButton>
    </div>
  )
}
