import { useMutation, type UseMutationResult } from "@tanstack/react-query"
import { useRef } from "react"
import { ApiError } from "./ApiError.ts"

/**
 * A mutation that creates or charges. Trying again with the same input after no answer came sends the same
 * Idempotency-Key, so that nothing is made twice; after an answer the next attempt is a new one.
 */
export const useCreate = <Input, Output>(
  create: (input: Input, key: string) => Promise<Output>,
): UseMutationResult<Output, ApiError, Input> => {
  const attempt = useRef<{ input: string; key: string }>(undefined)
  return useMutation({
    mutationFn: async (payload: Input) => {
      const input = JSON.stringify(payload)
      if (attempt.current?.input !== input) attempt.current = { input, key: crypto.randomUUID() }
      try {
        const output = await create(payload, attempt.current.key)
        attempt.current = undefined
        return output
      } catch (error) {
        if (error instanceof ApiError && error.kind === "problem") attempt.current = undefined
        throw error
      }
    },
  })
}
