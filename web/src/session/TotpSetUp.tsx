import type { TotpEnrolment } from "@tango/contracts/api/IdentityApi"
import { texts } from "@/texts.ts"
import { CodeForm } from "./CodeForm.tsx"
import { RecoveryCodes } from "./RecoveryCodes.tsx"

/** The picture to scan, the codes to keep, and the first code as the proof that both worked. */
export function TotpSetUp({
  enrolment,
  error,
  pending,
  onCode,
}: {
  enrolment: typeof TotpEnrolment.Type
  error: unknown
  pending: boolean
  onCode: (code: string) => void
}) {
  return (
    <div className="grid gap-5">
      <section className="grid gap-2">
        <h2 className="font-semibold">{texts.secondFactor.scanTitle}</h2>
        <img
          src={enrolment.qrCode}
          alt={texts.secondFactor.qrCode}
          className="size-44 rounded-lg border bg-white object-contain p-2"
        />
        <p className="text-muted-foreground">{texts.secondFactor.scanText}</p>
        <code className="rounded-md border bg-muted/60 px-2 py-1 font-mono text-xs break-all">{enrolment.secret}</code>
      </section>
      <RecoveryCodes codes={enrolment.recoveryCodes} />
      <CodeForm kind="totp" hint={texts.secondFactor.keptAndEnter} error={error} pending={pending} onCode={onCode} />
    </div>
  )
}
