import type { Subscription as SubscriptionSchema } from "@tango/contracts/api/BillingApi"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { toast } from "sonner"
import { subscriptionQuery } from "@/api/queries.ts"
import { toastError } from "@/components/toastError.tsx"

type Subscription = typeof SubscriptionSchema.Type

/** After something about the subscription was changed: the new one is shown, and what follows from it is asked for again. */
export const useTakeOver = () => {
  const queryClient = useQueryClient()
  return (subscription: Subscription) => {
    queryClient.setQueryData(subscriptionQuery.queryKey, subscription)
    for (const queryKey of [["invoices"], ["credits"], ["seats"], ["entitlements"]])
      void queryClient.invalidateQueries({ queryKey })
  }
}

/** A button's action that answers with the subscription as it then is. */
export const useBillingAction = (action: () => Promise<Subscription>, done: string) => {
  const takeOver = useTakeOver()
  return useMutation({
    mutationFn: action,
    onSuccess: (subscription) => {
      takeOver(subscription)
      toast.success(done)
    },
    onError: (error) => toastError(error),
  })
}
