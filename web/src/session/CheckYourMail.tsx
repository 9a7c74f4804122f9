import { useMutation } from "@tanstack/react-query"
import { MailOpenIcon } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import { api } from "@/api/api.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"

const pause = 20

/** After a link was sent: what to do now, and another link after some seconds. */
export function CheckYourMail({ email, onOther }: { email: string; onOther: () => void }) {
  const [seconds, setSeconds] = useState(pause)
  const frame = useRef<HTMLDivElement>(null)
  const resend = useMutation({
    mutationFn: () => api((clients) => clients.session.sendMagicLink({ payload: { email } })),
    onSuccess: () => setSeconds(pause),
  })
  useEffect(() => frame.current?.querySelector("h1")?.focus(), [])
  useEffect(() => {
    if (seconds === 0) return
    const timer = setTimeout(() => setSeconds(seconds - 1), 1000)
    return () => clearTimeout(timer)
  }, [seconds])
  return (
    <div ref={frame} className="contents">
      <AuthLayout title={texts.auth.checkTitle} text={texts.auth.checkText(email)}>
        <div className="grid gap-4 rounded-xl border bg-card p-5 shadow-xs">
          <p className="flex gap-3 text-muted-foreground">
            <MailOpenIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-brand" />
            {texts.auth.checkHint}
          </p>
          {resend.error && <ErrorNotice error={resend.error} />}
          <div className="flex flex-wrap items-center gap-3">
            <PendingButton
              variant="outline"
              size="sm"
              disabled={seconds > 0}
              pending={resend.isPending}
              onClick={() => resend.mutate()}
            >
              {seconds > 0 ? texts.auth.resendIn(seconds) : texts.auth.resend}
            </PendingButton>
            <span aria-live="polite" className="text-xs text-muted-foreground">
              {resend.isSuccess ? texts.auth.resent : ""}
            </span>
          </div>
        </div>
        <Button variant="link" className="justify-self-start" onClick={onOther}>
          {texts.auth.otherEmail}
        </Button>
      </AuthLayout>
    </div>
  )
}
