import { QueryClient } from "@tanstack/react-query"

/** What the API has said is final; what nobody answered is asked twice more. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: 10_000,
        retry: (failures, error) => error.kind === "unreachable" && failures < 2,
      },
      mutations: { networkMode: "always" },
    },
  })
