import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { useNavigate } from "react-router"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { texts } from "@/texts.ts"
import { CodeForm } from "./CodeForm.tsx"
import { enter } from "./logIn.ts"
import type { SecondStep } from "./stepUp.ts"

type Way = "totp" | "sms" | "recovery"

const { secondFactor } = texts

/** Asks for a code of a factor that the person has. */
export function SecondStepChallenge({ step }: { step: SecondStep }) {
  const { memberId, methods, organizationId, phone } = step
  const [way, setWay] = useState<Way>(methods.includes("totp") ? "totp" : "sms")
  const [sent, setSent] = useState(step.smsSent)
  const navigate = useNavigate()
  const confirm = useMutation({
    mutationFn: (code: string) =>
      api((clients) => {
        if (way === "recovery") {
          return clients.secondFactor.recover({ payload: { organizationId, memberId, recoveryCode: code } })
        }
        return clients.secondFactor[way]({ payload: { organizationId, memberId, code } })
      }),
    onSuccess: (opened) => enter(opened, navigate),
  })
  const send = useMutation({
    mutationFn: () => api((clients) => clients.secondFactor.sendSms({ payload: { organizationId, memberId } })),
    onSuccess: () => setSent(true),
  })
  const choose = (other: Way) => {
    confirm.reset()
    setWay(other)
    if (other === "sms" && !sent) send.mutate()
  }
  const ways: ReadonlyArray<{ way: Way; label: string }> = [
    ...(methods.includes("totp") ? [{ way: "totp" as const, label: secondFactor.useTotp }] : []),
    ...(methods.includes("sms") ? [{ way: "sms" as const, label: secondFactor.useSms }] : []),
    ...(methods.includes("totp") ? [{ way: "recovery" as const, label: secondFactor.useRecovery }] : []),
  ]
  const hints = {
    totp: secondFactor.totpHint,
    sms: secondFactor.smsHint(phone ?? ""),
    recovery: secondFactor.recoveryHint,
  }
  return (
    <>
      {way === "sms" && send.error && <ErrorNotice error={send.error} />}
      {way === "sms" && !sent ? (
        <PendingButton size="lg" pending={send.isPending} onClick={() => send.mutate()}>
          {secondFactor.useSms}
        </PendingButton>
      ) : (
        <CodeForm
          key={way}
          kind={way}
          hint={hints[way]}
          error={confirm.error}
          pending={confirm.isPending}
          onCode={(code) => confirm.mutate(code)}
        />
      )}
      <div className="grid justify-items-start gap-3">
        {way === "sms" && sent && (
          <Button variant="link" onClick={() => send.mutate()}>
            {secondFactor.resend}
          </Button>
        )}
        <span aria-live="polite" className="text-xs text-muted-foreground empty:hidden">
          {send.isSuccess ? secondFactor.sent : ""}
        </span>
        {ways
          .filter((other) => other.way !== way)
          .map((other) => (
            <Button key={other.way} variant="link" onClick={() => choose(other.way)}>
              {other.label}
            </Button>
          ))}
      </div>
    </>
  )
}
