import { useMutation, useQueryClient } from "@tanstack/react-query"
import { ShieldOffIcon } from "lucide-react"
import { type FormEvent } from "react"
import { toast } from "sonner"
import { api } from "@/api/api.ts"
import { EmptyState } from "@/components/EmptyState.tsx"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { LoadMore } from "@/components/LoadMore.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { toastError } from "@/components/toastError.tsx"
import { Button } from "@/components/ui/button.tsx"
import { Card } from "@/components/ui/card.tsx"
import { Input } from "@/components/ui/input.tsx"
import { formatTime } from "@/lib/format.ts"
import { useAllowed } from "@/session/CurrentSession.ts"
import { texts } from "@/texts.ts"
import { textIn } from "./textIn.ts"
import { useSuppressions } from "./queries.ts"

/** Addresses that get no e-mail any more, why, and a way to let them have it again. */
export function SuppressionList() {
  const queryClient = useQueryClient()
  const mayWrite = useAllowed("deliveries:write")
  const suppressions = useSuppressions()
  const refresh = () => void queryClient.invalidateQueries({ queryKey: ["suppressions"] })
  const remove = useMutation({
    mutationFn: ({ suppressionId }: { suppressionId: string; address: string }) =>
      api((clients) => clients.suppressions.remove({ params: { suppressionId } })),
    onSuccess: (_, { address }) => {
      toast.success(texts.deliveries.suppressions.removed(address))
      refresh()
    },
    onError: toastError,
  })
  return (
    <>
      <p className="mb-4 text-muted-foreground">{texts.deliveries.suppressions.text}</p>
      {mayWrite && <AddSuppression onAdded={refresh} />}
      <QueryState query={suppressions}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={ShieldOffIcon}
              title={texts.deliveries.suppressions.emptyTitle}
              text={texts.deliveries.suppressions.emptyText}
            />
          ) : (
            <>
              <Card>
                <ul aria-label={texts.deliveries.views.suppressions} className="divide-y">
                  {items.map(({ address, createdAt, reason, suppressionId }) => (
                    <li key={suppressionId} className="flex items-center gap-3 px-4 py-3">
                      <span className="min-w-0 flex-1">
                        <span className="block truncate font-medium">{address}</span>
                        <span className="text-sm text-muted-foreground">
                          {texts.deliveries.suppressions.reasons[reason]} · {formatTime(createdAt)}
                        </span>
                      </span>
                      {mayWrite && (
                        <Button
                          variant="outline"
                          size="sm"
                          aria-label={texts.deliveries.suppressions.removeLabel(address)}
                          onClick={() => remove.mutate({ suppressionId, address })}
                        >
                          {texts.deliveries.suppressions.remove}
                        </Button>
                      )}
                    </li>
                  ))}
                </ul>
              </Card>
              <LoadMore query={suppressions} />
            </>
          )
        }
      </QueryState>
    </>
  )
}

function AddSuppression({ onAdded }: { onAdded: () => void }) {
  const add = useMutation({
    mutationFn: (address: string) => api((clients) => clients.suppressions.add({ payload: { address } })),
    onSuccess: onAdded,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    add.mutate(textIn(form, "address"), { onSuccess: () => form.reset() })
  }
  return (
    <form onSubmit={submit} className="mb-4 grid gap-2">
      <div className="flex gap-2">
        <Input
          required
          type="email"
          name="address"
          maxLength={254}
          aria-label={texts.deliveries.suppressions.address}
          placeholder={texts.deliveries.suppressions.address}
        />
        <PendingButton type="submit" variant="outline" pending={add.isPending}>
          {texts.deliveries.suppressions.add}
        </PendingButton>
      </div>
      {add.error && <ErrorNotice error={add.error} />}
    </form>
  )
}
