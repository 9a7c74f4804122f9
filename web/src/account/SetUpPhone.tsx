import { useMutation } from "@tanstack/react-query"
import { api } from "@/api/api.ts"
import { CodeForm } from "@/session/CodeForm.tsx"
import { PhoneForm } from "@/session/PhoneForm.tsx"
import { texts } from "@/texts.ts"

export function SetUpPhone({ onDone }: { onDone: () => void }) {
  const enrol = useMutation({
    mutationFn: (phone: string) => api((clients) => clients.account.enrolSms({ payload: { phone } })),
  })
  const confirm = useMutation({
    mutationFn: (code: string) => api((clients) => clients.account.confirmSms({ payload: { code } })),
    onSuccess: onDone,
  })
  if (!enrol.isSuccess) return <PhoneForm error={enrol.error} pending={enrol.isPending} onPhone={enrol.mutate} />
  return (
    <CodeForm
      kind="sms"
      hint={texts.secondFactor.smsHint(enrol.variables)}
      error={confirm.error}
      pending={confirm.isPending}
      onCode={confirm.mutate}
    />
  )
}
