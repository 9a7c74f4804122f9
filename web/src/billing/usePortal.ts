import { useMutation } from "@tanstack/react-query"
import { api } from "@/api/api.ts"
import { toastError } from "@/components/toastError.tsx"

/** The way to Stripe's portal: to all of it, or straight to one of its pages. */
export const usePortal = () =>
  useMutation({
    mutationFn: (flow: "payment_method" | "cancel" | undefined) =>
      api((clients) => clients.subscription.portal({ payload: flow === undefined ? {} : { flow } })),
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => toastError(error),
  })
