import { type Delivery, DeliveryNotRepeatable } from "@tango/contracts/api/NotificationsApi"
import { useQueryClient } from "@tanstack/react-query"
import { RotateCwIcon } from "lucide-react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { useCreate } from "@/api/useCreate.ts"
import { PendingButton } from "@/components/PendingButton.tsx"
import { toastError } from "@/components/toastError.tsx"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"

/** Sends an e-mail once more, to the address that the person has now. */
export function ResendDelivery({ delivery }: { delivery: typeof Delivery.Type }) {
  const queryClient = useQueryClient()
  const mayWrite = useAllowed("deliveries:write")
  const resend = useCreate((deliveryId: string, key) =>
    api((clients) => clients.deliveries.resend({ params: { deliveryId }, headers: { "idempotency-key": key } })),
  )
  if (!mayWrite || delivery.state === "queued") return null
  const label = texts.deliveries.resendTo(texts.deliveries.kinds[delivery.kind] ?? delivery.kind, delivery.recipient)
  return (
    <PendingButton
      variant="ghost"
      size="icon"
      aria-label={label}
      title={label}
      pending={resend.isPending}
      onClick={() =>
        resend.mutate(delivery.deliveryId, {
          onSuccess: ({ recipient }) => {
            toast.success(texts.deliveries.resent(recipient))
            void queryClient.invalidateQueries({ queryKey: ["deliveries"] })
          },
          onError: (error) => {
            if (error.problem instanceof DeliveryNotRepeatable)
              toast.error(texts.deliveries.notRepeatable[error.problem.reason])
            else toastError(error)
          },
        })
      }
    >
      <RotateCwIcon aria-hidden />
    </PendingButton>
  )
}
