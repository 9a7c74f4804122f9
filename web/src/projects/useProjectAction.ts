import type { ProjectId } from "@tango/contracts/Ids"
import { useMutation, useQueryClient } from "@tanstack/react-query"

/** A change of a project, after which whatever is shown of it is asked for again. */
export const useProjectAction = <Input, Output>(projectId: ProjectId, act: (input: Input) => Promise<Output>) => {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["project", projectId] })
      void queryClient.invalidateQueries({ queryKey: ["projects"] })
      void queryClient.invalidateQueries({ queryKey: ["usage"] })
    },
  })
}
