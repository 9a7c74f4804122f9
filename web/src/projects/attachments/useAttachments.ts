import type { ProjectId } from "@tango/contracts/Ids"
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query"
import { useCallback } from "react"
import { api } from "@/api/api.ts"

/** The project's files, newest first, and the organization's storage. */
export const useAttachments = (projectId: ProjectId) =>
  useInfiniteQuery({
    queryKey: ["project", projectId, "attachments"],
    queryFn: ({ pageParam }) =>
      api(({ attachments }) =>
        attachments.list({
          params: { projectId },
          query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => ({ items: pages.flatMap(({ items }) => items), storage: pages[0]?.storage }),
  })

/** Asks again for whatever shows files or storage. */
export const useRefresh = (projectId: ProjectId) => {
  const queryClient = useQueryClient()
  return useCallback(() => {
    void queryClient.invalidateQueries({ queryKey: ["usage"] })
    return queryClient.invalidateQueries({ queryKey: ["project", projectId, "attachments"] })
  }, [queryClient, projectId])
}
