import { useMutation, type UseMutationResult, useQueryClient } from "@tanstack/react-query"
import { toast } from "sonner"
import type { ApiError } from "./ApiError.ts"

/** A mutation after which queries are asked again, and which says what was done. */
export const useChange = <Input = void, Output = unknown>(
  run: (input: Input) => Promise<Output>,
  { stale, done }: { stale: ReadonlyArray<string>; done?: string },
): UseMutationResult<Output, ApiError, Input> => {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: () => {
      for (const key of stale) void queryClient.invalidateQueries({ queryKey: [key] })
      if (done !== undefined) toast.success(done)
    },
  })
}
