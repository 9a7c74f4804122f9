import { useMutation, useQuery } from "@tanstack/react-query"
import { ArrowRightIcon } from "lucide-react"
import { Link, useNavigate } from "react-router"
import { api, session as store } from "@/api/api.ts"
import type { Session } from "@/api/SessionStore.ts"
import { ErrorNotice } from "@/components/ErrorNotice.tsx"
import { PendingButton } from "@/components/PendingButton.tsx"
import { QueryState } from "@/components/QueryState.tsx"
import { Button } from "@/components/ui/button.tsx"
import { AuthLayout } from "@/shell/AuthLayout.tsx"
import { texts } from "@/texts.ts"
import { CheckYourMail } from "./CheckYourMail.tsx"
import { type Choice, goOnElsewhere } from "./logIn.ts"
import { OrganizationList } from "./OrganizationList.tsx"

type OrganizationId = Choice["organizations"][number]["organizationId"]

/** For somebody who is inside an organization: stay, enter another one at once, or confirm the address for a new one. */
export function OtherOrganizations({ session: { member, organization } }: { session: Session }) {
  const navigate = useNavigate()
  const memberships = useQuery({
    queryKey: ["memberships", member.memberId],
    queryFn: () => api((clients) => clients.session.memberships({ payload: {} })),
  })
  const change = useMutation({
    mutationFn: (organizationId: OrganizationId) =>
      api((clients) => clients.session.exchange({ payload: { organizationId } })),
    onSuccess: (opened) => {
      store.set(opened)
      void navigate("/projects", { replace: true })
    },
    onError: (error) => void goOnElsewhere(error, navigate),
  })
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
      {change.error && <ErrorNotice error={change.error} />}
      <QueryState query={memberships}>
        {({ organizations }) => {
          const others = organizations.filter((one) => one.organizationId !== organization.organizationId)
          return others.length === 0 ? null : (
            <OrganizationList
              organizations={others}
              entering={change.isPending ? change.variables : undefined}
              onEnter={(organizationId) => change.mutate(organizationId)}
            />
          )
        }}
      </QueryState>
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
