import { useMutation } from "@tanstack/react-query"
import { ArrowRightIcon } from "lucide-react"
import { Link } from "react-router"
import { api } from "@/api/api.ts"
import type { Session } from "@/api/SessionStore.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { Button } from "@/components/ui/button.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"
import { CheckYourMail } from "./CheckYourMail.tsx"

/** For somebody who is inside an organization: stay, or confirm the e-mail address and choose another. */
export function OtherOrganizations({ session: { member, organization } }: { session: Session }) {
  const send = useMutation({
    mutationFn: () => api((clients) => clients.session.sendMagicLink({ payload: { email: member.email } })),
  })
  if (send.isSuccess) return <CheckYourMail email={member.email} onOther={send.reset} />
  return (
    <AuthLayout title={texts.organizations.title} text={texts.organizations.signedInAs(member.email)}>
      <Button asChild size="lg" className="justify-between">
        <Link to="/projects">
          {texts.organizations.stay(organization.name)}
          <ArrowRightIcon aria-hidden />
        </Link>
      </Button>
      <section className="grid gap-3 border-t pt-6">
        <h2 className="font-semibold">{texts.organizations.othersTitle}</h2>
        <p className="text-muted-foreground">{texts.organizations.othersText(member.email)}</p>
        {send.error && <ErrorNotice error={send.error} />}
        <PendingButton variant="outline" pending={send.isPending} onClick={() => send.mutate()}>
          {texts.organizations.othersSend}
        </PendingButton>
      </section>
    </AuthLayout>
  )
}
