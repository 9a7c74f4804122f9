import { useMutation } from "@tanstack/react-query"
import { MessageSquareIcon, SmartphoneIcon } from "lucide-react"
import { useState } from "react"
import { useNavigate } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"
import { CodeForm } from "./CodeForm.tsx"
import { enter } from "./logIn.ts"
import { PhoneForm } from "./PhoneForm.tsx"
import type { SecondStep } from "./stepUp.ts"
import { TotpSetUp } from "./TotpSetUp.tsx"

const { secondFactor } = texts

/** Sets up the first second factor, on the way in. */
export function SecondStepEnrolment({ step }: { step: SecondStep }) {
  const who = { organizationId: step.organizationId, memberId: step.memberId }
  const [withPhone, setWithPhone] = useState(false)
  const navigate = useNavigate()
  const enrol = useMutation({ mutationFn: () => api((clients) => clients.secondFactor.enrolTotp({ payload: who })) })
  const send = useMutation({
    mutationFn: (phone: string) => api((clients) => clients.secondFactor.sendSms({ payload: { ...who, phone } })),
  })
  const confirm = useMutation({
    mutationFn: (code: string) =>
      api((clients) => clients.secondFactor[withPhone ? "sms" : "totp"]({ payload: { ...who, code } })),
    onSuccess: (opened) => enter(opened, navigate),
  })
  const { error, isPending: pending, mutate: onCode } = confirm
  if (enrol.data) return <TotpSetUp enrolment={enrol.data} error={error} pending={pending} onCode={onCode} />
  if (send.isSuccess) {
    const hint = secondFactor.smsHint(send.variables)
    return <CodeForm kind="sms" hint={hint} error={error} pending={pending} onCode={onCode} />
  }
  if (withPhone) return <PhoneForm error={send.error} pending={send.isPending} onPhone={send.mutate} />
  return (
    <div className="grid gap-2">
      {enrol.error && <ErrorNotice error={enrol.error} />}
      {step.enrol.includes("totp") && (
        <PendingButton size="lg" variant="outline" pending={enrol.isPending} onClick={() => enrol.mutate()}>
          <SmartphoneIcon aria-hidden />
          {secondFactor.totp}
        </PendingButton>
      )}
      {step.enrol.includes("sms") && (
        <Button size="lg" variant="outline" onClick={() => setWithPhone(true)}>
          <MessageSquareIcon aria-hidden />
          {secondFactor.sms}
        </Button>
      )}
    </div>
  )
}
