import { useMutation } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { Skeleton } from "@/components/ui/skeleton.tsx"
import { TotpSetUp } from "@/session/TotpSetUp.tsx"

/** Begins when it is shown. */
export function SetUpTotp({ onDone }: { onDone: () => void }) {
  const enrol = useMutation({ mutationFn: () => api((clients) => clients.account.enrolTotp()) })
  const confirm = useMutation({
    mutationFn: (code: string) => api((clients) => clients.account.confirmTotp({ payload: { code } })),
    onSuccess: onDone,
  })
  // A second registration would make the first one's picture worthless.
  const begun = useRef(false)
  const begin = enrol.mutate
  useEffect(() => {
    if (!begun.current) begin()
    begun.current = true
  }, [begin])
  if (enrol.error) return <ErrorNotice error={enrol.error} />
  if (!enrol.data) return <Skeleton className="size-44" />
  return <TotpSetUp enrolment={enrol.data} error={confirm.error} pending={confirm.isPending} onCode={confirm.mutate} />
}
